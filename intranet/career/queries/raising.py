"""Which runs to come close some gaps: their seats, their price, how far, when they end.

Three statements, whatever the number of gaps: what the reader has a seat in, the runs, the seats that
are taken; what is to come is held by the process. For each gap few of the many runs are read: the
soonest, the nearest, the cheapest and the shortest of those that lead to each level, within reach and
beyond it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import contains_eager, defer, joinedload, load_only

from intranet.bookings.models import ACTIVE, Bookable, Registration
from intranet.bookings.queries import seats_of
from intranet.career.gains import Levels
from intranet.career.queries.passing_on import seat_of
from intranet.career.queries.ranked import ORDERS, Ranked
from intranet.career.queries.seats import ANYWHERE, Doing, Seat, Wishes, effects
from intranet.career.queries.upcoming import Upcoming, upcoming
from intranet.competencies.models import LinkRole
from intranet.competencies.queries import links_of
from intranet.courses.models import CatalogueStamp, Course, CourseRun
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.places.queries import Point, distance_km, point_of

FOR_EACH = 6  # runs read of each gap, level and order
TO_SHOW = ("soonest", "nearest")  # where nothing is reckoned by days or euros
FEW = 4
# Of what is booked: a row is wide, and hundreds are read.
OF_STANDING = (
    Bookable.tz,
    Bookable.lifecycle,
    Bookable.capacity,
    Bookable.remote_capacity,
    Bookable.waitlist_max,
    Bookable.holds_seat_before_approval,
    Bookable.approval,
    Bookable.opens_at,
    Bookable.closes_at,
)


def origin_of(member: Member | None) -> Point | None:
    """Where a member starts from: the seat of their organization."""
    organization = member.organization if member else None
    if organization is None:
        return None
    if seat := seat_of(organization):
        return seat
    return point_of(organization.municipality) if organization.municipality else None


def seats_raising(
    gaps: Mapping[int, int],
    levels: Levels,
    at: datetime,
    *,
    member: Member | None = None,
    for_each: int = FOR_EACH,
    orders: Collection[str] = ORDERS,
    wishes: Wishes = ANYWHERE,
    also: Collection[int] = (),
) -> list[Seat]:
    """The runs to come that bring nearer to some levels: `gaps`, by item, the level wanted.

    `levels` are those that comparisons read. Runs where the member is registered already are always
    there, and those of `also`, whatever became of them. Of those where nobody wishes to go, few. In
    no order of merit: by date, then by id.
    """
    if not gaps and not also:
        return []
    origin, reader = origin_of(member), member.id if member else 0
    ids, known = set(also), None
    if gaps:
        word, taken = _begun(reader)
        known = upcoming(word, at)
        mine = known.mask_of(known.places_of(taken))
        ranked = Ranked(known, levels, mine, origin, wishes, orders, at)
        ids.update(known.ids[place] for place in ranked.best(gaps, for_each))
    if not ids:
        return []
    rows = db.session.execute(_whole(), {"runs": list(ids), "reader": reader}).unique().all()
    runs = [row.CourseRun for row in rows]
    links = _links_of({run.course_id for run in runs}, known)
    registered = {row.CourseRun.bookable_id: row.Registration for row in rows if row.Registration}
    seats = seats_of(runs, member, at, mine=registered)
    return [
        Seat(run, *effects(links[run.course_id]), seats[run.bookable_id], _distance(run, origin))
        for run in runs
    ]


def _distance(run: CourseRun, origin: Point | None) -> float | None:
    there = point_of(run.municipality) if run.municipality else None
    return distance_km(origin, there) if origin and there else None


def _begun(reader: int) -> tuple[str | None, list[int]]:
    """The word of the catalogue, and the runs where somebody is registered: one statement."""
    rows = db.session.execute(_word_and_mine(), {"reader": reader}).all()
    return CatalogueStamp.now(rows[0].word), [
        row.bookable_id for row in rows if row.bookable_id is not None
    ]


@cache
def _word_and_mine() -> Select[Any]:
    word = select(select(CatalogueStamp.word).scalar_subquery().label("word")).subquery("stamp")
    is_mine = and_(Registration.member_id == bindparam("reader"), Registration.state.in_(ACTIVE))
    return (
        select(word.c.word, Registration.bookable_id)
        .select_from(word)
        .outerjoin(Registration, is_mine)
    )


def _links_of(course_ids: Collection[int], known: Upcoming | None) -> Mapping[int, Sequence[Doing]]:
    """What courses do: held where they have runs to come, read for the others."""
    found: dict[int, Sequence[Doing]] = {}
    for course_id in course_ids:
        if known and (held := known.links_of(course_id)) is not None:
            found[course_id] = held
    if others := set(course_ids) - found.keys():
        found |= links_of("course", others, LinkRole.TEACHES, LinkRole.PRESUPPOSES)
    return found


@cache
def _whole() -> Select[CourseRun, Registration]:
    """With all that a line says of them, and without the long texts of their courses."""
    is_mine = and_(
        Registration.bookable_id == CourseRun.bookable_id,
        Registration.member_id == bindparam("reader"),
        Registration.state.in_(ACTIVE),
    )
    return (
        select(CourseRun, Registration)
        .join(CourseRun.bookable)
        .join(CourseRun.course)
        .outerjoin(Registration, is_mine)
        .where(CourseRun.bookable_id.in_(bindparam("runs", expanding=True)))
        .options(
            contains_eager(CourseRun.bookable).load_only(*OF_STANDING),
            contains_eager(CourseRun.course).options(
                load_only(
                    Course.title,
                    Course.provider_id,
                    Course.hours,
                    Course.duration_note,
                    Course.price_cents,
                    Course.price_note,
                    Course.mode,
                    Course.state,
                ),
                joinedload(Course.provider),
            ),
            joinedload(CourseRun.municipality),
            joinedload(CourseRun.region),
            defer(CourseRun.created_at),
            defer(CourseRun.updated_at),
        )
        .order_by(CourseRun.starts_at, CourseRun.bookable_id)
    )
