"""How proposals are found: who may read them, what awaits whom, and how many of each sort."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    case,
    distinct,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import joinedload, selectinload

from intranet.competencies.colleges import COLLEGE_OF_KIND, HEARD_COLLEGES, College, over_before
from intranet.competencies.models import (
    SEALED,
    Edition,
    Opinion,
    Proposal,
    ProposalCheck,
    ProposalEvent,
    ProposalState,
)
from intranet.discussions.models import Comment
from intranet.kit.db import db
from intranet.members.models import Member, Membership, MembershipState
from intranet.organizations.models import Organization

PROPOSAL = "proposal"  # in the discussions


def proposals_readable_by(member: Member) -> Select[Proposal]:
    """What was opened once; and one’s own drafts."""
    return select(Proposal).where(is_readable_by(member))


def is_readable_by(member: Member) -> ColumnElement[bool]:
    return or_(Proposal.opened_at.is_not(None), Proposal.author_id == member.id)


def whole_proposals(query: Select[Proposal]) -> Select[Proposal]:
    """With all that the page of one proposal says."""
    return query.options(
        joinedload(Proposal.competency),
        joinedload(Proposal.author).selectinload(Member.memberships),
        joinedload(Proposal.organization),
        joinedload(Proposal.decided_by),
        joinedload(Proposal.applied_in),
        selectinload(Proposal.opinions).options(
            joinedload(Opinion.organization), joinedload(Opinion.member)
        ),
        selectinload(Proposal.checks).joinedload(ProposalCheck.member),
        selectinload(Proposal.events).joinedload(ProposalEvent.member),
    )


def heard() -> Any:
    """How many colleges took position on the present words of a proposal, as a subquery."""
    college = case(
        *(
            (Organization.kind == kind, literal(college.value))
            for kind, college in COLLEGE_OF_KIND.items()
        )
    )
    return (
        select(func.count(distinct(college)))
        .select_from(Opinion)
        .join(Organization, Organization.id == Opinion.organization_id)
        .where(
            Opinion.proposal_id == Proposal.id,
            or_(Proposal.reworded_at.is_(None), Opinion.at >= Proposal.reworded_at),
        )
        .correlate(Proposal)
        .scalar_subquery()
    )


def reaches_quorum() -> ColumnElement[bool]:
    reached: ColumnElement[bool] = heard() >= HEARD_COLLEGES
    return reached


def takes_part(member_id: int) -> ColumnElement[bool]:
    """The member wrote it, spoke of it, or gave the position of an organization."""
    return or_(
        Proposal.author_id == member_id,
        Proposal.id.in_(select(Opinion.proposal_id).where(Opinion.member_id == member_id)),
        Proposal.id.in_(
            select(Comment.subject_id).where(
                Comment.subject_type == PROPOSAL, Comment.author_id == member_id
            )
        ),
    )


def followers_of(proposal: Proposal) -> Select[Member]:
    """Its author, and those who spoke of it or took position, while they have an account."""
    spoke = select(Comment.author_id).where(
        Comment.subject_type == PROPOSAL, Comment.subject_id == proposal.id
    )
    took = select(Opinion.member_id).where(Opinion.proposal_id == proposal.id)
    return (
        select(Member)
        .where(
            or_(Member.id == proposal.author_id, Member.id.in_(spoke), Member.id.in_(took)),
            Member.is_active,
        )
        .order_by(Member.id)
    )


def colleges_heard(proposal_ids: Collection[int]) -> dict[int, set[College]]:
    """Which colleges were heard on each of several proposals, in one statement."""
    found: dict[int, set[College]] = {proposal_id: set() for proposal_id in proposal_ids}
    query = (
        select(Opinion.proposal_id, Organization.kind)
        .join(Organization, Organization.id == Opinion.organization_id)
        .join(Proposal, Proposal.id == Opinion.proposal_id)
        .where(
            Opinion.proposal_id.in_(proposal_ids),
            Organization.kind.in_(COLLEGE_OF_KIND),
            or_(Proposal.reworded_at.is_(None), Opinion.at >= Proposal.reworded_at),
        )
        .distinct()
    )
    for proposal_id, kind in db.session.execute(query):
        found[proposal_id].add(COLLEGE_OF_KIND[kind])
    return found


def proposals_awaiting(member: Member, at: datetime) -> Select[Proposal]:
    """What this animator should decide: the consultation is over, or the colleges were heard; never
    what somebody wrote who works where they do (`policy.is_arbiter`).
    """
    colleagues = select(Membership.member_id).where(
        Membership.organization_id == member.organization_id,
        Membership.state == MembershipState.ADMITTED,
    )
    return (
        select(Proposal)
        .join(Proposal.author)
        .where(
            Proposal.state == ProposalState.OPEN,
            Proposal.author_id != member.id,
            Proposal.author_id.not_in(colleagues),
            Proposal.organization_id != (member.organization_id or 0),
            or_(Proposal.closes_at <= over_before(at), reaches_quorum()),
        )
        .order_by(Proposal.opened_at, Proposal.id)
    )


def proposals_to_apply(framework_id: int) -> Select[Proposal]:
    """What was accepted, and waits to be carried into the draft; the oldest decision first."""
    return (
        select(Proposal)
        .where(Proposal.framework_id == framework_id, Proposal.state == ProposalState.ACCEPTED)
        .options(joinedload(Proposal.author), joinedload(Proposal.organization))
        .order_by(Proposal.decided_at, Proposal.id)
    )


def proposals_ready() -> Select[Proposal]:
    """What was accepted, while a draft is open to be written in."""
    draft = select(Edition.framework_id).where(Edition.state.not_in(SEALED))
    return (
        select(Proposal)
        .where(Proposal.state == ProposalState.ACCEPTED, Proposal.framework_id.in_(draft))
        .order_by(Proposal.decided_at, Proposal.id)
    )


def proposals_applied_in(edition_id: int) -> Select[Proposal]:
    """What the network wrote of an edition, with who proposed it."""
    return (
        select(Proposal)
        .where(Proposal.applied_in_id == edition_id, Proposal.state == ProposalState.APPLIED)
        .options(joinedload(Proposal.author), joinedload(Proposal.organization))
        .order_by(Proposal.applied_at, Proposal.id)
    )


def proposal_drafts_of(member: Member) -> Select[Proposal]:
    return (
        select(Proposal)
        .where(Proposal.author_id == member.id, Proposal.state == ProposalState.DRAFT)
        .order_by(Proposal.updated_at.desc(), Proposal.id.desc())
    )


def proposals_on(competency_id: int) -> Select[Proposal]:
    """What is discussed of an item, or waits for the next edition."""
    return (
        select(Proposal)
        .where(
            Proposal.competency_id == competency_id,
            Proposal.state.in_([ProposalState.OPEN, ProposalState.ACCEPTED, ProposalState.APPLIED]),
        )
        .options(joinedload(Proposal.organization), joinedload(Proposal.applied_in))
        .order_by(Proposal.opened_at.desc(), Proposal.id.desc())
    )
