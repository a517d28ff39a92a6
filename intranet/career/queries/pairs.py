"""Whose strengths mirror a member's gaps, nearby; the pairs that each is in, which nobody else knows of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import joinedload, selectinload

from intranet.career.models import NEIGHBOURS_WITHIN, Pair, PairWish
from intranet.career.queries.passing_on import (
    at_work,
    km_from,
    levels_in_force,
    seat_of,
)
from intranet.competencies.coverage import MASTERY
from intranet.competencies.models import Assessment
from intranet.kit.db import db
from intranet.members.models import Member, Membership
from intranet.organizations.models import Organization
from intranet.places.queries import Point, chord, within

KEEN = 2  # the interest from which somebody half-way wants to go further


@dataclass(frozen=True)
class Mirror:
    """Somebody nearby, and what each would pass on to the other: what is widest apart, by item."""

    member_id: int
    gives: int
    takes: int
    distance: int | None


def mirror_of(member: Member, at: datetime, items: Collection[int]) -> Mirror | None:
    """The best neighbour for this member, in one statement; whoever was told of already never again.

    The best is whose weaker side is strongest: a pair is worth what the one who gets less
    gets; then by all that passes, then the nearest.
    `items`: those that may be passed on, of the edition in force.
    """
    near = _neighbours(member).cte("near")
    people = union(select(near.c.id), select(literal(member.id, Integer)))
    about = Assessment.member_id.in_(people), Assessment.competency_id.in_(items)
    held = levels_in_force(at, *about).cte("held")
    mine, theirs = held.alias("mine"), held.alias("theirs")

    def lines(giver: Any, learner: Any, *, is_mine: bool) -> Select[Any]:
        return (
            select(
                theirs.c.member_id,
                theirs.c.competency_id,
                literal(int(is_mine), Integer).label("is_mine"),
                (giver.c.level - learner.c.level).label("apart"),
            )
            .join(mine, mine.c.competency_id == theirs.c.competency_id)
            .where(mine.c.member_id == member.id, theirs.c.member_id != member.id)
            .where(_strong(giver), _learns(learner))
        )

    mirrored = union_all(lines(mine, theirs, is_mine=True), lines(theirs, mine, is_mine=False)).cte(
        "mirrored"
    )
    given = func.sum(mirrored.c.is_mine)
    taken = func.sum(1 - mirrored.c.is_mine)
    best = (
        select(mirrored.c.member_id)
        .join(near, near.c.id == mirrored.c.member_id)
        .group_by(mirrored.c.member_id, near.c.away)
        .having(given > 0, taken > 0)
        .order_by(
            case((given < taken, given), else_=taken).desc(),
            (given + taken).desc(),
            near.c.away,
            mirrored.c.member_id,
        )
        .limit(1)
        .cte("best")
    )
    rows = db.session.execute(
        select(mirrored, near.c.latitude, near.c.longitude)
        .join(best, best.c.member_id == mirrored.c.member_id)
        .join(near, near.c.id == mirrored.c.member_id)
        .order_by(mirrored.c.apart.desc(), mirrored.c.competency_id)
    ).all()
    return _mirror(rows, seat_of(member.organization)) if rows else None


def _mirror(rows: Sequence[Row[Any]], here: Point | None) -> Mirror:
    first = rows[0]
    return Mirror(
        member_id=first.member_id,
        gives=next(row.competency_id for row in rows if row.is_mine),
        takes=next(row.competency_id for row in rows if not row.is_mine),
        distance=km_from(here, first),
    )


def _strong(held: Any) -> ColumnElement[bool]:
    """Holds it well enough, and is ready to pass it on."""
    return and_(held.c.level >= MASTERY, held.c.offers_help)


def _learns(held: Any) -> ColumnElement[bool]:
    """At the beginning, or half-way and keen; never whoever said they do not care for it."""
    half_way = and_(held.c.level == MASTERY - 1, func.coalesce(held.c.interest, 0) >= KEEN)
    return and_(
        or_(held.c.level < MASTERY - 1, half_way), func.coalesce(held.c.interest, 1) > 0
    )  # fmt: skip


def _neighbours(member: Member) -> Select[Any]:
    """Those who agree to be looked for, are free, and work near: id, place, a figure of distance."""
    mine, place = member.organization, seat_of(member.organization)
    near: list[ColumnElement[bool]] = [Organization.id == (mine.id if mine else 0)]
    away: ColumnElement[Any] = literal(0.0)
    if mine and mine.department_code:
        near.append(Organization.department_code == mine.department_code)
    if place:
        near.append(within(Organization.latitude, Organization.longitude, place, NEIGHBOURS_WITHIN))
        away = func.coalesce(chord(Organization.latitude, Organization.longitude, place), 1.0)
    told = exists().where(
        or_(
            and_(Pair.one_id == Member.id, Pair.other_id == member.id),
            and_(Pair.other_id == Member.id, Pair.one_id == member.id),
        )
    )
    return (
        select(
            Member.id,
            Organization.latitude,
            Organization.longitude,
            away.label("away"),
        )
        .join(PairWish, PairWish.member_id == Member.id)
        .join(Membership, at_work())
        .join(Organization, Organization.id == Membership.organization_id)
        .where(
            PairWish.pair_id.is_(None),
            Member.id != member.id,
            Member.is_demo.is_(member.is_demo),
            Member.is_active,
            or_(*near) if mine else false(),
            ~told,
        )
    )


def wish_of(member: Member) -> PairWish | None:
    return db.session.get(PairWish, member.id, populate_existing=True)


def pairs() -> Select[Pair]:
    """With both people and where they work."""
    people = [
        joinedload(side).selectinload(Member.memberships).joinedload(Membership.organization)
        for side in (Pair.one, Pair.other)
    ]
    return select(Pair).options(*people).order_by(Pair.id.desc())


def pairs_of(member_id: int) -> Select[Pair]:
    """Those that a member is in."""
    return pairs().where(or_(Pair.one_id == member_id, Pair.other_id == member_id))


def awaiting(member: Member, on: date) -> Select[Pair]:
    """Where this member has something to answer: a pair, or a day that has not gone by."""
    mine = case((Pair.one_id == member.id, Pair.one_accepts), else_=Pair.other_accepts)
    day = and_(
        Pair.agreed_at.is_not(None),
        Pair.day_on >= on,
        Pair.day_agreed_at.is_(None),
        Pair.day_by_id != member.id,
    )
    return pairs_of(member.id).where(
        Pair.broken_at.is_(None),
        Pair.ended_at.is_(None),
        or_(and_(Pair.agreed_at.is_(None), mine.is_(None)), day),
    )


def overdue(at: datetime) -> Select[Pair]:
    """Proposed, and not answered in time."""
    return pairs().where(Pair.agreed_at.is_(None), Pair.broken_at.is_(None), Pair.answer_by <= at)


def to_search(at: datetime, again_after: timedelta) -> Select[Member]:
    """Who agrees to be looked for, is free, and was not looked for lately; the longest ago first."""
    due = or_(PairWish.searched_at.is_(None), PairWish.searched_at <= at - again_after)
    return (
        select(Member)
        .join(PairWish, PairWish.member_id == Member.id)
        .where(PairWish.pair_id.is_(None), due, Member.is_active)
        .options(selectinload(Member.memberships).joinedload(Membership.organization))
        .order_by(PairWish.searched_at.is_not(None), PairWish.searched_at, Member.id)
    )
