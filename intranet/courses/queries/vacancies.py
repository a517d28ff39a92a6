"""Where registration stands for each course of the catalogue: computed, and read again as seats move.

Seats change far more often than courses: what is kept of them follows the history of registrations,
which only grows. Only the runs that it names since the last reading are counted again.
"""

from __future__ import annotations

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
from intranet.kit.masks import Mask, mask_at, positions_in

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
    taken: Sequence[Occupancy]  # run by run
    standings: Sequence[Standing]  # by position
    vacant: Mask  # the positions of those that have a seat to give


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
    runs: Sequence[Any], positions: Mapping[int, int], held: Mask, last: int, at: datetime
) -> Vacancies:
    """Everything, counted. `held` are the positions of the courses that were given at least once."""
    among = select(CourseRun.bookable_id).where(CourseRun.ends_at > at)
    counted = occupancy_of(runs, among)
    return _found(last, [counted[run.id] for run in runs], runs, positions, held, at)


def refreshed(
    known: Vacancies,
    runs: Sequence[Any],
    positions: Mapping[int, int],
    held: Mask,
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
    again = occupancy_of([run for run in runs if run.id in moved])
    taken = [again.get(run.id, was) for run, was in zip(runs, known.taken, strict=True)]
    return _found(last, taken, runs, positions, held, at)


def _found(
    last: int,
    taken: Sequence[Occupancy],
    runs: Iterable[Any],
    positions: Mapping[int, int],
    held: Mask,
    at: datetime,
) -> Vacancies:
    best = [Standing.UNDATED] * len(positions)
    for past in positions_in(held):  # unless a run of it is to come
        best[past] = Standing.PAST
    coming: set[int] = set()
    vacant: set[int] = set()
    for run, there in zip(runs, taken, strict=True):
        place = positions.get(run.course_id)
        if place is None:
            continue
        found = standing(run, there, at, starts_at=run.starts_at, ends_at=run.ends_at)
        if place not in coming or RANKS[found] < RANKS[best[place]]:
            best[place] = found
        coming.add(place)
        if found in VACANT:
            vacant.add(place)
    return Vacancies(last, taken, best, mask_at(vacant, len(best)))
