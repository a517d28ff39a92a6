"""Who may review or answer for a sheet; the reviews that wait, and that wait too long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from intranet.kit.clock import PARIS
from intranet.kit.db import db
from intranet.members.models import Member, MemberRole, Membership, MembershipState, Role
from intranet.members.queries import is_at_work
from intranet.practices.models import (
    BY_ANIMATOR,
    BY_EXPERT,
    OPINION_REMINDER,
    Practice,
    Review,
    Theme,
    practice_author,
)
from intranet.practices.queries.readers import is_published, is_still_open, is_worked_on_before


def reviews_known_to(animator: Member) -> Select[Review]:
    """The reviews of the sheets that this animator may read."""
    return (
        select(Review)
        .join(Review.practice)
        .where(Review.level == BY_ANIMATOR, or_(is_published(), is_worked_on_before(animator)))
        .options(
            contains_eager(Review.practice).joinedload(Practice.owner),
            contains_eager(Review.practice).joinedload(Practice.region),
            joinedload(Review.version),
            joinedload(Review.reviewer),
            joinedload(Review.decided_by),
        )
    )


def reviewers_for(practice: Practice, *, national: bool = False) -> Select[Member]:
    """The animators who may review it, the one to be asked first: of its region before national
    ones, then whoever has the fewest open reviews. Never its owner's people, nor its authors.
    """
    open_reviews = (
        select(func.count())
        .where(
            Review.reviewer_id == Member.id,
            Review.decision.is_(None),
            Review.revoked_at.is_(None),
            Review.level == BY_ANIMATOR,
        )
        .correlate(Member)
        .scalar_subquery()
    )
    in_owner = select(Membership.member_id).where(
        Membership.organization_id == practice.owner_id,
        Membership.state == MembershipState.ADMITTED,
    )
    wrote = select(practice_author.c.member_id).where(practice_author.c.practice_id == practice.id)
    here = MemberRole.region_code == practice.region_code
    return (
        select(Member)
        .join(MemberRole, MemberRole.member_id == Member.id)
        .where(
            MemberRole.role == Role.ANIMATOR,
            is_at_work(),
            MemberRole.region_code.is_(None)
            if national
            else or_(here, MemberRole.region_code.is_(None)),
            Member.is_active,
            Member.id.not_in(in_owner),
            Member.id.not_in(wrote),
        )
        .order_by(case((here, 0), else_=1), open_reviews, Member.id)
    )


def reviews_to_remind(on: date) -> Select[Review]:
    """Open ones whose day has come, and whose reader was not reminded, nor asked this very day."""
    animators = and_(Review.level == BY_ANIMATOR, Review.due_on <= on)
    asked = and_(
        Review.level == BY_EXPERT,
        Review.due_on <= on + OPINION_REMINDER,
        Review.created_at < datetime.combine(on, time(), PARIS),
    )
    return _open().where(Review.reminded_on.is_(None), or_(animators, asked))


def reviews_to_escalate(on: date) -> Select[Review]:
    """Those of animators, late by a week at least, that no national animator was given yet."""
    late = Review.due_on <= on - timedelta(days=7)
    return _open().where(Review.level == BY_ANIMATOR, Review.escalated_on.is_(None), late)


def contacts_of(organization_id: int | None) -> Select[Member]:
    """The people of an organization who may answer for its sheets, by name."""
    return (
        select(Member)
        .join(Membership, Membership.member_id == Member.id)
        .where(
            Membership.organization_id == organization_id,
            Membership.state == MembershipState.ADMITTED,
            Member.closed_at.is_(None),
        )
        .order_by(Member.folded, Member.id)
    )


def themes_named(slugs: Sequence[str]) -> Sequence[Theme]:
    """The themes of these slugs, in their order."""
    return db.session.scalars(_NAMED, {"slugs": list(slugs)}).all() if slugs else ()


_NAMED = (
    select(Theme)
    .where(Theme.slug.in_(bindparam("slugs", expanding=True)))
    .order_by(Theme.position, Theme.id)
)


def _open() -> Select[Review]:
    return (
        select(Review)
        .join(Review.practice)
        .where(Review.decision.is_(None), Review.revoked_at.is_(None), is_still_open())
        .options(
            contains_eager(Review.practice).joinedload(Practice.owner),
            joinedload(Review.version),
            joinedload(Review.reviewer),
        )
        .order_by(Review.due_on, Review.id)
    )
