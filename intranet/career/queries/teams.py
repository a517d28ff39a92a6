"""A team as whoever directs it reads it: what its members who consented hold, and until when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CompoundSelect, and_, exists, func, or_, select, union

from intranet.bookings.models import CALLED_OFF, VACANT, Bookable
from intranet.career.gains import is_within_reach
from intranet.career.queries.raising import seats_raising
from intranet.career.queries.seats import Seat
from intranet.career.relieving import Option
from intranet.competencies.coverage import MASTERY, Coverage, cover
from intranet.competencies.coverage import Standing as Holding
from intranet.competencies.models import (
    Assessment,
    CompetencyLink,
    LinkRole,
)
from intranet.competencies.queries import Colleague, Item, known_levels_of, vouched_at
from intranet.courses.models import ONLINE, Course, CourseRun
from intranet.kit.db import again, db
from intranet.members.models import Member

EXPIRES_WITHIN = timedelta(days=365)
SOONEST, WIDEST = 3, 120  # how few runs are read of the many there are
Levels = Mapping[int, Mapping[int, int | None]]  # by person, then by item


@dataclass(frozen=True)
class Holdings:
    """One item: how the team holds it, and who does."""

    item: Item
    coverage: Coverage
    holders: tuple[str, ...]

    @property
    def is_absent(self) -> bool:
        return self.coverage.standing is Holding.ABSENT

    @property
    def is_fragile(self) -> bool:
        return self.coverage.standing is Holding.FRAGILE


@dataclass(frozen=True)
class Expiry:
    """An attested level that stops holding soon, with nothing as high that lasts."""

    member_id: int
    competency_id: int
    level: int
    at: datetime


def holdings(
    items: Collection[Item], people: Sequence[Colleague], levels: Levels
) -> list[Holdings]:
    """Each item, as those who consented hold it."""
    found = []
    for item in items:
        held = [(one.name, levels[one.member_id].get(item.competency_id)) for one in people]
        found.append(
            Holdings(
                item,
                cover([level for _, level in held]),
                tuple(name for name, level in held if level is not None and level >= MASTERY),
            )
        )
    return found


def levels_of_team(people: Sequence[Colleague], at: datetime) -> Levels:
    return known_levels_of([one.member_id for one in people], at)


def expiring(member_ids: Collection[int], at: datetime) -> list[Expiry]:
    """The attested levels that stop holding within a year, the soonest first."""
    lasting = again(Assessment, "lasting")
    until = at + EXPIRES_WITHIN
    outlived = exists().where(
        lasting.member_id == Assessment.member_id,
        lasting.competency_id == Assessment.competency_id,
        *vouched_at(at, lasting),
        lasting.level >= Assessment.level,
        or_(lasting.expires_at.is_(None), lasting.expires_at > until),
    )
    query = (
        select(
            Assessment.member_id,
            Assessment.competency_id,
            Assessment.level,
            func.max(Assessment.expires_at),
        )
        .where(
            Assessment.member_id.in_(member_ids),
            *vouched_at(at),
            Assessment.expires_at <= until,
            ~outlived,
        )
        .group_by(Assessment.member_id, Assessment.competency_id, Assessment.level)
        .order_by(func.max(Assessment.expires_at), Assessment.member_id, Assessment.competency_id)
    )
    highest: dict[tuple[int, int], Expiry] = {}
    for member_id, item, level, until_then in db.session.execute(query):
        found = Expiry(member_id, item, level or 0, until_then or until)
        known = highest.get((member_id, item))
        if known is None or found.level > known.level:
            highest[member_id, item] = found
    return sorted(highest.values(), key=lambda one: one.at)


def runs_relieving(
    red: Collection[int], levels: Levels, reader: Member, at: datetime
) -> list[tuple[Seat, Option]]:
    """The runs with a seat to give that would bring somebody to hold one of these items."""
    run_ids = db.session.scalars(_teaching(red, at)).all() if red else ()
    seats = seats_raising({}, {}, at, member=reader, also=run_ids)
    options = ((seat, _option(seat, red, levels)) for seat in seats)
    return [(seat, option) for seat, option in options if option.items]


def _teaching(red: Collection[int], at: datetime) -> CompoundSelect[int]:
    """Few of the many runs that lead there: those of the courses that teach most of it at once, and
    of each item the soonest.
    """
    taught = (
        select(
            CourseRun.bookable_id,
            CourseRun.starts_at,
            func.count().over(partition_by=CourseRun.bookable_id).label("wide"),
            func.row_number()
            .over(
                partition_by=CompetencyLink.competency_id,
                order_by=(CourseRun.starts_at, CourseRun.bookable_id),
            )
            .label("turn"),
        )
        .join(Bookable, Bookable.id == CourseRun.bookable_id)
        .join(Course, and_(Course.id == CourseRun.course_id, Course.state == ONLINE))
        .join(
            CompetencyLink,
            and_(
                CompetencyLink.subject_type == "course",
                CompetencyLink.subject_id == Course.id,
                CompetencyLink.role == LinkRole.TEACHES,
                CompetencyLink.level_to >= MASTERY,
                CompetencyLink.competency_id.in_(red),
            ),
        )
        .where(
            CourseRun.starts_at > at,
            Bookable.lifecycle.not_in(CALLED_OFF),
            or_(Bookable.closes_at.is_(None), Bookable.closes_at > at),
        )
        .cte("taught")
    )
    widest = (
        select(taught.c.bookable_id)
        .group_by(taught.c.bookable_id, taught.c.starts_at)
        .order_by(func.max(taught.c.wide).desc(), taught.c.starts_at, taught.c.bookable_id)
        .limit(WIDEST)
        .subquery("widest")
    )
    soonest = select(taught.c.bookable_id).where(taught.c.turn <= SOONEST)
    return union(select(widest.c.bookable_id), soonest)


def _option(seat: Seat, red: Collection[int], levels: Levels) -> Option:
    """Who would come back from it holding what; « sans objet » is nobody's to learn."""
    taught = {item for item, level in seat.raises.items() if level >= MASTERY and item in red}
    vacant = seat.here.standing in VACANT
    first, last = seat.between
    return Option(
        id=seat.id,
        holds={
            person: frozenset(
                item
                for item in taught
                if not (item in known and known[item] is None) and (known.get(item) or 0) < MASTERY
            )
            for person, known in levels.items()
            if is_within_reach(seat, known)
        }
        if vacant
        else {},
        free=seat.here.taken.free,
        first=first,
        last=last,
        price=seat.price_cents,
    )
