"""What awaits whom: the dashboards and the animators' queue ask here."""

from __future__ import annotations

from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from intranet.competencies.queries import Catalogue, links_astray
from intranet.members.models import Member, Membership, MembershipState
from intranet.practices.models import (
    BY_ANIMATOR,
    Decision,
    Practice,
    PracticeVersion,
    Review,
    practice_author,
)
from intranet.practices.queries.readers import in_regions_of, is_published, is_still_open
from intranet.practices.queries.truth import is_referent


def awaiting_review_by(animator: Member) -> Select[Review]:
    """The open reviews that this animator may decide, the oldest first: not those of the animator's
    own organization, nor of sheets the animator wrote in.
    """
    return (
        select(Review)
        .join(Review.practice)
        .where(
            Review.decision.is_(None),
            Review.level == BY_ANIMATOR,
            is_still_open(),
            in_regions_of(animator),
            Practice.owner_id.is_distinct_from(animator.organization_id),
            Practice.id.not_in(_written_by(animator)),
        )
        .options(
            contains_eager(Review.practice).joinedload(Practice.owner),
            contains_eager(Review.practice).joinedload(Practice.region),
            joinedload(Review.version),
            joinedload(Review.reviewer),
        )
        .order_by(Review.due_on, Review.id)
    )


def minor_corrections_for(animator: Member) -> Select[PracticeVersion]:
    """What went online without a review, in their regions, and that no animator has read."""
    return (
        select(PracticeVersion)
        .join(PracticeVersion.practice)
        .where(
            PracticeVersion.is_minor,
            PracticeVersion.checked_at.is_(None),
            Practice.owner_id.is_distinct_from(animator.organization_id),
            is_published(),
            in_regions_of(animator),
        )
        .options(contains_eager(PracticeVersion.practice), joinedload(PracticeVersion.author))
        .order_by(PracticeVersion.at, PracticeVersion.id)
    )


def drafts_of(member: Member) -> Select[Practice]:
    """What the member writes for their organization and has not been published yet in that form:
    drafts, sheets in review, corrections asked for, revisions; the last touched first.
    """
    return _under_way(member).where(_concerns(member))


def _under_way(member: Member) -> Select[Practice]:
    return (
        select(Practice)
        .where(
            Practice.owner_id == member.organization_id,
            Practice.working_version_id.is_not(None),
            is_still_open(),
        )
        .options(joinedload(Practice.working), selectinload(Practice.reviews))
        .order_by(Practice.updated_at.desc(), Practice.id.desc())
    )


def corrections_asked_of(member: Member) -> Select[Practice]:
    """The sheets that a reviewer gave back, and that await their authors; once all of them left, the
    referents of the structure.
    """
    ours_to_find = and_(~_is_somebodys(), is_referent(member))
    theirs = _under_way(member).where(or_(_concerns(member), ours_to_find))
    return theirs.where(Practice.submitted_at.is_(None), Practice.id.in_(_given_back()))


@cache
def _given_back() -> Select[int]:
    """The sheets that the last reading by an animator gave back. Built once: « À faire » asks it."""
    later = aliased(Review)
    read_since = select(later.id).where(
        later.practice_id == Review.practice_id,
        later.id > Review.id,
        later.level == BY_ANIMATOR,
        later.revoked_at.is_(None),
    )
    return select(Review.practice_id).where(
        Review.decision == Decision.CORRECTIONS, Review.revoked_at.is_(None), ~read_since.exists()
    )


def to_verify_by(member: Member, on: date) -> Select[Practice]:
    """The published sheets whose verification is due, and that the member answers for."""
    return (
        select(Practice)
        .where(
            is_published(),
            Practice.archived_on.is_(None),
            Practice.verify_on <= on,
            Practice.owner_id == member.organization_id,
            _concerns(member),
        )
        .order_by(Practice.verify_on, Practice.id)
    )


def to_follow(member: Member, in_force: Catalogue) -> Select[Practice]:
    """The published sheets of the member's organization that speak of items which the referential
    has not any more; for animators, those of their regions that belong to nobody too.
    """
    unowned = and_(Practice.owner_id.is_(None), in_regions_of(member))
    return (
        select(Practice)
        .where(
            is_published(),
            Practice.archived_on.is_(None),
            Practice.id.in_(links_astray("practice", in_force)),
            or_(Practice.owner_id == member.organization_id, unowned),
        )
        .order_by(Practice.id)
    )


def _is_somebodys() -> ColumnElement[bool]:
    """One of its people still works for its owner."""
    wrote = exists().where(
        practice_author.c.practice_id == Practice.id,
        practice_author.c.member_id == Membership.member_id,
    )
    named = Membership.member_id.in_([Practice.contact_id, Practice.substitute_id])
    return exists().where(
        Membership.organization_id == Practice.owner_id,
        Membership.state == MembershipState.ADMITTED,
        or_(named, wrote),
    )


def _concerns(member: Member) -> ColumnElement[bool]:
    """Its contact, their substitute, or one of those who wrote it."""
    return or_(
        Practice.contact_id == member.id,
        Practice.substitute_id == member.id,
        Practice.id.in_(_written_by(member)),
    )


def _written_by(member: Member) -> Select[int]:
    return select(practice_author.c.practice_id).where(practice_author.c.member_id == member.id)
