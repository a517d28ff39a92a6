"""Where registration stands for each course of the catalogue: computed, and read again as seats move.

Seats change far more often than courses: what is kept of them follows the history of registrations,
which only grows. Only the runs that it names since the last reading are read and counted again.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from math import inf
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from intranet.bookings.models import (
    CALLED_OFF,
    VACANT,
    Bookable,
    Occupancy,
    Registration,
    RegistrationEvent,
    Standing,
    standing,
)
from intranet.bookings.queries import occupancy_of
from intranet.courses.models import Course, CourseRun
from intranet.courses.queries.bands import RANKS
from intranet.kit.db import db
from intranet.kit.masks import Mask, mask_at, positions_in

# Transactions end in another order than their lines were numbered: those just before are read again.
OVERLAP = 100
LAST_EVENT = select(func.max(RegistrationEvent.id)).scalar_subquery()
AT_ONCE = 1_000  # rows read
STANDINGS = tuple(RANKS)


class Watched(NamedTuple):
    """A run that is not over, with all that counting its seats takes."""

    course_id: int
    region_code: str | None
    starts_at: datetime
    starts_on: date
    ends_at: datetime
    id: int  # of what is booked
    capacity: int | None
    remote_capacity: int | None
    holds_seat_before_approval: bool
    waitlist_max: int | None
    opens_at: datetime | None
    closes_at: datetime | None
    price_cents: int | None  # its own, else that of its course
    is_called_off: bool = False


@dataclass(frozen=True)
class Vacancies:
    """What one finds at an instant: of each run, then of each course by its best; whole numbers."""

    known_until: int  # the last line of the history that it took into account
    runs: Sequence[int]  # the ids of those that are not over, in order
    places: Sequence[int]  # of their courses in the catalogue
    begins: Sequence[float]  # when; never again, for one that is under way
    ranks: bytes  # their standings
    idle: bytes  # by place: what a course says that has none of them

    @cached_property
    def best(self) -> bytes:
        """By place, the rank of the best."""
        found = bytearray(self.idle)
        for place, rank in zip(self.places, self.ranks, strict=True):
            found[place] = min(rank, found[place])
        return bytes(found)

    @cached_property
    def without_run(self) -> Mask:
        """The positions of those that have no run to come: what they say is said of the course."""
        return ((1 << len(self.idle)) - 1) & ~mask_at(self.places, len(self.idle))

    def standing_at(self, place: int) -> Standing:
        return STANDINGS[self.best[place]]

    @property
    def standings(self) -> Sequence[Standing]:
        """By position, where registration stands."""
        return [STANDINGS[rank] for rank in self.best]

    @cached_property
    def vacant_runs(self) -> Mask:
        """The runs that have a seat to give, by their number."""
        told = {RANKS[standing] for standing in VACANT}
        numbers = (number for number, rank in enumerate(self.ranks) if rank in told)
        return mask_at(numbers, len(self.ranks))

    @property
    def vacant(self) -> Mask:
        """The positions of those that have a seat to give."""
        numbers = positions_in(self.vacant_runs)
        return mask_at((self.places[number] for number in numbers), len(self.idle))

    def standing_of(self, run: int) -> Standing | None:
        """Of a run that is not over, by its id."""
        number = bisect_left(self.runs, run)
        is_known = number < len(self.runs) and self.runs[number] == run
        return STANDINGS[self.ranks[number]] if is_known else None


def runs_to_watch(at: datetime, *about: ColumnElement[bool]) -> list[Watched]:
    """The runs that are not over; what they have in common is held once, there are many."""
    rows = db.session.execute(
        select(
            CourseRun.course_id,
            CourseRun.region_code,
            CourseRun.starts_at,
            CourseRun.starts_on,
            CourseRun.ends_at,
            Bookable.id,
            Bookable.capacity,
            Bookable.remote_capacity,
            Bookable.holds_seat_before_approval,
            Bookable.waitlist_max,
            Bookable.opens_at,
            Bookable.closes_at,
            func.coalesce(CourseRun.price_cents, Course.price_cents),
        )
        .join(CourseRun.course)
        .join(Bookable, Bookable.id == CourseRun.bookable_id)
        .where(CourseRun.ends_at > at, Bookable.lifecycle.not_in(CALLED_OFF), *about)
        .execution_options(yield_per=AT_ONCE)
    )
    instants: dict[date | None, Any] = {}
    regions: dict[str | None, str | None] = {}

    def once(instant: Any) -> Any:
        return instants.setdefault(instant, instant)

    return [
        Watched(
            row.course_id,
            regions.setdefault(row.region_code, row.region_code),
            once(row.starts_at),
            once(row.starts_on),
            once(row.ends_at),
            *row[5:10],
            once(row.opens_at),
            once(row.closes_at),
            row[12],
        )
        for row in rows
    ]


def held_before(at: datetime) -> set[int]:
    """The courses that were given at least once."""
    query = select(CourseRun.course_id).where(
        (CourseRun.ends_at <= at) | CourseRun.date_note.is_not(None)
    )
    return set(db.session.scalars(query.distinct()))


def in_order(runs: Iterable[Watched], positions: Mapping[int, int]) -> list[Watched]:
    """The runs of these courses, each at its number."""
    return sorted((run for run in runs if run.course_id in positions), key=attrgetter("id"))


def read(
    shown: Sequence[Any], positions: Mapping[int, int], held: Mask, last: int, at: datetime
) -> Vacancies:
    """Everything, counted. `held` are the positions of the courses that were given at least once."""
    among = select(CourseRun.bookable_id).where(CourseRun.ends_at > at)
    idle = bytearray([RANKS[Standing.UNDATED]]) * len(positions)
    for place in positions_in(held):
        idle[place] = RANKS[Standing.PAST]
    return Vacancies(
        known_until=last,
        runs=array("q", (run.id for run in shown)),
        places=array("i", (positions[run.course_id] for run in shown)),
        begins=array(
            "d", (run.starts_at.timestamp() if run.starts_at > at else inf for run in shown)
        ),
        ranks=bytes(_ranks(shown, occupancy_of(shown, among), at)),
        idle=bytes(idle),
    )


def refreshed(known: Vacancies, last: int, at: datetime) -> Vacancies:
    """What moved since, counted again: the runs are the same, as long as the catalogue is."""
    moved = (
        select(Registration.bookable_id)
        .join(RegistrationEvent, RegistrationEvent.registration_id == Registration.id)
        .where(RegistrationEvent.id > known.known_until - OVERLAP)
    )
    again: Sequence[Any] = runs_to_watch(at, Bookable.id.in_(moved))
    ranks = bytearray(known.ranks)
    for run, rank in zip(again, _ranks(again, occupancy_of(again), at), strict=True):
        place = bisect_left(known.runs, run.id)
        if place < len(known.runs) and known.runs[place] == run.id:
            ranks[place] = rank
    return replace(known, known_until=last, ranks=bytes(ranks))


def _ranks(runs: Iterable[Any], taken: Mapping[int, Occupancy], at: datetime) -> Iterator[int]:
    for run in runs:
        times = {"starts_at": run.starts_at, "ends_at": run.ends_at}
        yield RANKS[standing(run, taken[run.id], at, **times)]
