"""What members show for their levels, and what they are asked to attest."""

from __future__ import annotations

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from intranet.competencies.models import (
    Assessment,
    AssessmentKind,
    ClaimState,
    Evidence,
    EvidenceClaim,
    Visibility,
)
from intranet.members.models import Member, Membership
from intranet.members.queries import is_at_work

# While these stand, the person asked may look at what is shown.
READ = (ClaimState.ASKED, ClaimState.ENDORSED, ClaimState.NOT_YET)


def evidence_of(member: Member) -> Select[Evidence]:
    """One’s own evidence, the newest first, with what is said of it."""
    return (
        select(Evidence)
        .where(Evidence.member_id == member.id)
        .options(
            selectinload(Evidence.claims).joinedload(EvidenceClaim.reviewer),
            joinedload(Evidence.attachment),
        )
        .order_by(Evidence.id.desc())
    )


def evidence_seen_by(member: Member) -> Select[Evidence]:
    """One’s own; what one was asked about; and, at work in the network, what is shown to it."""
    read_by_me = EvidenceClaim.reviewer_id == member.id, EvidenceClaim.state.in_(READ)
    put_to_me = select(EvidenceClaim.evidence_id).where(*read_by_me)
    shown = [and_(Evidence.visibility == Visibility.REVIEWERS, Evidence.id.in_(put_to_me))]
    if member.is_admitted:
        shown.append(Evidence.visibility == Visibility.NETWORK)
    others = and_(Member.closed_at.is_(None), or_(*shown))
    return (
        select(Evidence)
        .join(Evidence.member)
        .where(or_(Evidence.member_id == member.id, others))
        .options(
            contains_eager(Evidence.member)
            .selectinload(Member.memberships)
            .joinedload(Membership.organization),
            selectinload(Evidence.claims).joinedload(EvidenceClaim.reviewer),
            joinedload(Evidence.attachment),
        )
    )


def shown_to_network(competency_id: int) -> Select[EvidenceClaim]:
    """What members let the network see for an item, once somebody attested it; the highest first."""
    return (
        select(EvidenceClaim)
        .join(EvidenceClaim.evidence)
        .join(Evidence.member)
        .where(
            EvidenceClaim.competency_id == competency_id,
            EvidenceClaim.state == ClaimState.ENDORSED,
            Evidence.visibility == Visibility.NETWORK,
            Member.closed_at.is_(None),
        )
        .options(
            contains_eager(EvidenceClaim.evidence)
            .contains_eager(Evidence.member)
            .selectinload(Member.memberships)
            .joinedload(Membership.organization),
            joinedload(EvidenceClaim.reviewer),
        )
        .order_by(EvidenceClaim.level.desc(), EvidenceClaim.decided_at.desc(), EvidenceClaim.id)
    )


def put_to(member: Member) -> Select[EvidenceClaim]:
    """What a member was asked to attest, whatever came of it; the newest first.

    Nobody is asked about what a certificate of this site attests: it answers for itself.
    """
    certified = exists().where(
        Assessment.evidence_claim_id == EvidenceClaim.id,
        Assessment.kind == AssessmentKind.CERTIFICATE,
    )
    return (
        select(EvidenceClaim)
        .join(EvidenceClaim.evidence)
        .join(Evidence.member)
        .where(
            EvidenceClaim.reviewer_id == member.id,
            EvidenceClaim.state != ClaimState.DRAFT,
            Member.closed_at.is_(None),
            ~certified,
        )
        .options(
            contains_eager(EvidenceClaim.evidence)
            .contains_eager(Evidence.member)
            .selectinload(Member.memberships)
            .joinedload(Membership.organization),
        )
        .order_by(EvidenceClaim.asked_at.desc(), EvidenceClaim.id.desc())
    )


def awaiting_answer_of(member: Member) -> Select[EvidenceClaim]:
    """What waits for a member’s answer, the oldest first."""
    return (
        put_to(member)
        .where(EvidenceClaim.state == ClaimState.ASKED)
        .order_by(None)
        .order_by(EvidenceClaim.asked_at, EvidenceClaim.id)
    )


def asked_of_nobody_now() -> Select[EvidenceClaim]:
    """What waits for somebody who closed their account, or works for no organization any more."""
    return (
        select(EvidenceClaim)
        .join(EvidenceClaim.reviewer)
        .where(EvidenceClaim.state == ClaimState.ASKED, or_(~Member.is_active, ~is_at_work()))
        .order_by(EvidenceClaim.id)
    )
