"""Where registration stands for each course of the catalogue: computed, and read again as seats move.

Seats change far more often than courses: what is kept of them follows the history of registrations,
which only grows. Only the runs that it names since the last reading are counted again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select

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
from intranet.courses.models import CourseRun
from intranet.courses.queries.bands import RANKS
from intranet.kit.db import db

# Transactions end in another order than their lines were numbered: those just before are read again.
OVERLAP = 100
LAST_EVENT = select(func.max(RegistrationEvent.id)).scalar_subquery()
AT_ONCE = 1_000  # rows read


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
    is_called_off: bool = False


@dataclass(frozen=True)
class Vacancies:
    """What one finds at an instant: by position in the catalogue, for the best run of each course."""

    known_until: int  # the last line of the history that it took into account
    taken: Mapping[int, Occupancy]  # by run
    standings: Mapping[int, Standing]  # by position
    vacant: frozenset[int]  # the positions of those that have a seat to give


def runs_to_watch(at: datetime) -> list[Watched]:
    """The runs that are not over. A process keeps them all: what they have in common is kept once."""
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
        )
        .join(Bookable, Bookable.id == CourseRun.bookable_id)
        .where(CourseRun.ends_at > at, Bookable.lifecycle.not_in(CALLED_OFF))
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
        )
        for row in rows
    ]


def held_before(at: datetime) -> set[int]:
    """The courses that were given at least once."""
    query = select(CourseRun.course_id).where(
        (CourseRun.ends_at <= at) | CourseRun.date_note.is_not(None)
    )
    return set(db.session.scalars(query.distinct()))


def read(
    runs: Sequence[Any], positions: Mapping[int, int], held: set[int], last: int, at: datetime
) -> Vacancies:
    """Everything, counted."""
    among = select(CourseRun.bookable_id).where(CourseRun.ends_at > at)
    return _found(last, occupancy_of(runs, among), runs, positions, held, at)


def refreshed(
    known: Vacancies,
    runs: Sequence[Any],
    positions: Mapping[int, int],
    held: set[int],
    last: int,
    at: datetime,
) -> Vacancies:
    """What moved since, counted again."""
    moved = set(
        db.session.scalars(
            select(Registration.bookable_id)
            .join(RegistrationEvent, RegistrationEvent.registration_id == Registration.id)
            .where(RegistrationEvent.id > known.known_until - OVERLAP)
            .distinct()
        )
    )
    again = [run for run in runs if run.id in moved]
    taken = {**known.taken, **occupancy_of(again)} if again else known.taken
    return _found(last, taken, runs, positions, held, at)


def _found(
    last: int,
    taken: Mapping[int, Occupancy],
    runs: Iterable[Any],
    positions: Mapping[int, int],
    held: set[int],
    at: datetime,
) -> Vacancies:
    stand: dict[int, list[Standing]] = defaultdict(list)
    for run in runs:
        if (place := positions.get(run.course_id)) is not None:
            times = {"starts_at": run.starts_at, "ends_at": run.ends_at}
            stand[place].append(standing(run, taken[run.id], at, **times))
    best = {place: min(found, key=RANKS.__getitem__) for place, found in stand.items()}
    for course_id, place in positions.items():
        best.setdefault(place, Standing.PAST if course_id in held else Standing.UNDATED)
    vacant = frozenset(place for place, found in stand.items() if VACANT.intersection(found))
    return Vacancies(last, taken, best, vacant)
