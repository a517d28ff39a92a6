"""Wishes and circles: the search reads all of them, a member only their own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from intranet.kit.db import db, every
from intranet.members.models import Member, Membership, MembershipState
from intranet.openings.circles import Circle, Wish, key_of
from intranet.openings.models import SwapCircle, SwapPart, SwapPlace, SwapWish


def live_wish_of(member: Member) -> SwapWish | None:
    """The wish of a member, if they have one: one at most."""
    mine = (
        select(SwapWish)
        .where(SwapWish.member_id == member.id, SwapWish.withdrawn_at.is_(None))
        .options(
            joinedload(SwapWish.job_profile),
            joinedload(SwapWish.department),
            selectinload(SwapWish.places),
        )
    )
    return db.session.scalars(mine).one_or_none()


def is_free() -> ColumnElement[bool]:
    """In the search: neither withdrawn nor held by a circle."""
    return and_(SwapWish.withdrawn_at.is_(None), SwapWish.circle_id.is_(None))


def to_search(count: int) -> Collection[int]:
    """The free wishes that the search has not looked at as they are now, the oldest first."""
    due = select(SwapWish.id).where(is_free(), SwapWish.searched_at.is_(None))
    return db.session.scalars(due.order_by(SwapWish.id).limit(count)).all()


def wishes_around(wish: SwapWish) -> list[Wish]:
    """The free wishes of the same trade that may be in a circle with this one, and this one.

    Whoever works where it would go, or would go where it works: every circle of two or three has
    no other. Demonstrations exchange among themselves.
    """
    places = select(SwapPlace.department_code).where(SwapPlace.wish_id == wish.id)
    comes_here = exists().where(
        SwapPlace.wish_id == SwapWish.id, SwapPlace.department_code == wish.department_code
    )
    alike = (
        SwapWish.job_profile_id == wish.job_profile_id,
        SwapWish.status == wish.status,
        SwapWish.category == wish.category if wish.category else SwapWish.category.is_(None),
        SwapWish.is_demo == wish.is_demo,
    )
    near = or_(SwapWish.id == wish.id, SwapWish.department_code.in_(places), comes_here)
    found = select(SwapWish).where(is_free(), *alike, near).options(selectinload(SwapWish.places))
    return [Wish(each.id, each.department_code, frozenset(each.wanted)) for each in every(found)]


def already_told(circles: Iterable[Circle]) -> set[str]:
    """Which of these circles were proposed before, whatever came of it."""
    keys = [key_of(circle) for circle in circles]
    return set(db.session.scalars(select(SwapCircle.key).where(SwapCircle.key.in_(keys))))


def whole_circles() -> Select[SwapCircle]:
    wishes = selectinload(SwapCircle.parts).joinedload(SwapPart.wish)
    return (
        select(SwapCircle)
        .options(
            wishes.joinedload(SwapWish.member),
            wishes.joinedload(SwapWish.organization),
            wishes.joinedload(SwapWish.department),
            wishes.joinedload(SwapWish.job_profile),
        )
        .order_by(SwapCircle.id.desc())
    )


def circles_of(member: Member) -> Select[SwapCircle]:
    """Those that a member is in; nobody else knows that they exist."""
    theirs = exists().where(
        SwapPart.circle_id == SwapCircle.id,
        SwapPart.wish_id == SwapWish.id,
        SwapWish.member_id == member.id,
    )
    return whole_circles().where(theirs)


def to_answer_by(member: Member) -> Select[SwapCircle]:
    """Open, and this member has not answered yet."""
    silent = exists().where(
        SwapPart.circle_id == SwapCircle.id,
        SwapPart.wish_id == SwapWish.id,
        SwapWish.member_id == member.id,
        SwapPart.accepted_at.is_(None),
    )
    return select(SwapCircle).where(
        SwapCircle.broken_at.is_(None), SwapCircle.agreed_at.is_(None), silent
    )


def overdue(at: datetime) -> Select[SwapCircle]:
    """Open past the time to answer."""
    return whole_circles().where(
        SwapCircle.broken_at.is_(None),
        SwapCircle.agreed_at.is_(None),
        SwapCircle.answer_by <= at,
    )


def left_by_the_departed() -> Select[SwapWish]:
    """The live wishes of whoever no longer holds the post they would exchange."""
    still_there = exists().where(
        Membership.member_id == SwapWish.member_id,
        Membership.organization_id == SwapWish.organization_id,
        Membership.state == MembershipState.ADMITTED,
    )
    closed = SwapWish.member.has(Member.closed_at.is_not(None))
    return select(SwapWish).where(SwapWish.withdrawn_at.is_(None), or_(closed, ~still_there))
