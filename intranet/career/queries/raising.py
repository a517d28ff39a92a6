"""Which runs to come close some gaps: their seats, their price, how far, when they end.

Three statements, whatever the number of gaps: the runs, what their courses do for the referential, the
seats that are taken. For each gap few of the many runs are read: the soonest, the nearest, the
cheapest and the shortest of those that lead to each level, within reach and beyond it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    CompoundSelect,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload, load_only

from intranet.bookings.models import ACTIVE, CALLED_OFF, Bookable, Registration
from intranet.bookings.queries import seats_of
from intranet.career.gains import BUILDS_ON, Levels
from intranet.career.queries.passing_on import seat_of
from intranet.career.queries.seats import ANYWHERE, Seat, Wishes, effects
from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.competencies.queries import levels_as_table, links_of
from intranet.courses.models import ONLINE, Course, CourseRun
from intranet.kit.db import db
from intranet.kit.handed import table_of
from intranet.members.models import Member
from intranet.places.models import Municipality
from intranet.places.queries import Point, chord, distance_km, point_of

FOR_EACH = 6  # runs read of each gap, level and order
ORDERS = ("soonest", "nearest", "cheapest", "shortest")
TO_SHOW = ("soonest", "nearest")  # where nothing is reckoned by days or euros
FEW = 4
UNSAID = 2**31 - 1  # after all that is said


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
    origin = origin_of(member)
    told = select(CourseRun.bookable_id).where(CourseRun.bookable_id.in_(also))
    ids: Select[int] | CompoundSelect[int] = told
    if gaps:
        candidates = _candidates(gaps, levels, at, member, origin, wishes, orders)
        # One list of numbers: asked with an OR, the ranks would be worked out twice.
        best = _chosen(candidates, for_each, orders)
        ids = union(best, told) if also else best
    rows = db.session.execute(_whole(ids, member)).unique().all()
    runs = [row.CourseRun for row in rows]
    links = links_of(
        "course", {run.course_id for run in runs}, LinkRole.TEACHES, LinkRole.PRESUPPOSES
    )
    mine = {row.CourseRun.bookable_id: row.Registration for row in rows if row.Registration}
    seats = seats_of(runs, member, at, mine=mine)
    return [
        Seat(run, *effects(links[run.course_id]), seats[run.bookable_id], _distance(run, origin))
        for run in runs
    ]


def _distance(run: CourseRun, origin: Point | None) -> float | None:
    there = point_of(run.municipality) if run.municipality else None
    return distance_km(origin, there) if origin and there else None


def _candidates(
    gaps: Mapping[int, int],
    levels: Levels,
    at: datetime,
    member: Member | None,
    origin: Point | None,
    wishes: Wishes,
    orders: Collection[str],
) -> CTE:
    """Every run that leads somewhere above what one has of a gap, with what it is sorted by."""
    gap = _as_table(gaps, levels)
    mine = levels_as_table(levels)
    needed, known = aliased(CompetencyLink), mine.alias("known")
    # What the course presupposes, and what it builds on, that one does not have.
    beyond = exists(
        select(literal(1))
        .select_from(needed)
        .outerjoin(known, known.c.competency_id == needed.competency_id)
        .where(
            needed.subject_type == "course",
            needed.subject_id == Course.id,
            # Said first, without looking at levels: few links presuppose anything.
            or_(needed.role == LinkRole.PRESUPPOSES, needed.level_from >= BUILDS_ON),
            or_(
                and_(
                    needed.role == LinkRole.PRESUPPOSES,
                    func.coalesce(known.c.level, 0) < needed.level_to,
                ),
                and_(
                    needed.role == LinkRole.TEACHES,
                    func.coalesce(known.c.level, 0) < needed.level_from,
                ),
            ),
        )
        .correlate(Course)
    )
    taken = select(Registration.bookable_id).where(
        Registration.member_id == (member.id if member else 0), Registration.state.in_(ACTIVE)
    )
    is_mine = CourseRun.bookable_id.in_(taken)
    # What an order sorts by is read only for that order: courses and places are wide rows.
    away: Any = literal(0.0)
    if origin and "nearest" in orders:
        there = chord(Municipality.latitude, Municipality.longitude, origin)
        away = case((CourseRun.is_remote, 0.0), else_=func.coalesce(there, 4.0))
    sorted_by = {
        "soonest": CourseRun.starts_at.label("starts_at"),
        "nearest": away.label("away"),
        "cheapest": func.coalesce(CourseRun.price_cents, Course.price_cents, UNSAID).label("price"),
        "shortest": func.coalesce(Course.hours, UNSAID).label("hours"),
    }
    return (
        select(
            CourseRun.bookable_id.label("run_id"),
            gap.c.competency_id,
            case(
                (CompetencyLink.level_to < gap.c.level, CompetencyLink.level_to), else_=gap.c.level
            ).label("reach"),
            case((beyond, 1), else_=0).label("is_beyond"),
            case((wishes.suit(), 1), else_=0).label("is_wished"),
            *(sorted_by[name] for name in ORDERS if name == "soonest" or name in orders),
            case((is_mine, 1), else_=0).label("is_mine"),
        )
        .select_from(gap)
        .join(
            CompetencyLink,
            and_(
                CompetencyLink.competency_id == gap.c.competency_id,
                CompetencyLink.subject_type == "course",
                CompetencyLink.role == LinkRole.TEACHES,
                CompetencyLink.level_to > gap.c.mine,
            ),
        )
        .join(Course, and_(Course.id == CompetencyLink.subject_id, Course.state == ONLINE))
        .join(CourseRun, and_(CourseRun.course_id == Course.id, CourseRun.starts_at > at))
        .join(
            Bookable,
            and_(Bookable.id == CourseRun.bookable_id, Bookable.lifecycle.not_in(CALLED_OFF)),
        )
        .outerjoin(Municipality, Municipality.code == CourseRun.municipality_code)
        .where(or_(Bookable.closes_at.is_(None), Bookable.closes_at > at, is_mine))
        .cte("candidates")
        .prefix_with("MATERIALIZED")  # sorted twice or more: reckoned once
    )


def _chosen(found: CTE, for_each: int, orders: Collection[str]) -> Select[int]:
    """The first of each order, for each gap, each level reached, within reach or not, as wished or not."""
    apart = (found.c.competency_id, found.c.reach, found.c.is_beyond, found.c.is_wished)
    soon = ("starts_at", "run_id")
    keys = {
        "soonest": soon,
        "nearest": ("away", *soon),
        "cheapest": ("price", *soon),
        "shortest": ("hours", *soon),
    }
    ranked = select(
        found.c.run_id,
        found.c.is_mine,
        found.c.is_wished,
        *(
            func.row_number()
            .over(partition_by=apart, order_by=[found.c[key] for key in keys[name]])
            .label(name)
            for name in orders
        ),
    ).subquery("ranked")
    return select(ranked.c.run_id).where(
        or_(
            ranked.c.is_mine == 1,
            *(
                ranked.c[name] <= case((ranked.c.is_wished == 1, for_each), else_=1)
                for name in orders
            ),
        )
    )


def _whole(
    run_ids: Select[int] | CompoundSelect[int], member: Member | None
) -> Select[CourseRun, Registration]:
    """With all that a line says of them, and without the long texts of their courses."""
    return (
        select(CourseRun, Registration)
        .join(CourseRun.bookable)
        .join(CourseRun.course)
        .outerjoin(Registration, _of(member))
        .where(CourseRun.bookable_id.in_(run_ids))
        .options(
            contains_eager(CourseRun.bookable),
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
        )
        .order_by(CourseRun.starts_at, CourseRun.bookable_id)
    )


def _of(member: Member | None) -> Any:
    """The registration that a member has at a run now: nobody's, for a visitor."""
    return and_(
        Registration.bookable_id == CourseRun.bookable_id,
        Registration.member_id == (member.id if member else 0),
        Registration.state.in_(ACTIVE),
    )


def _as_table(gaps: Mapping[int, int], levels: Levels) -> Any:
    rows = [(item, wanted, levels.get(item) or 0) for item, wanted in gaps.items()]
    return table_of("gap", ("competency_id", "level", "mine"), rows)
