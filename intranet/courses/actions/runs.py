"""Announcing, moving and calling off runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update

from intranet.bookings import actions as seats
from intranet.bookings.models import (
    AlreadyCalledOff,
    Bookable,
    BookableKind,
    Lifecycle,
    time_zone_of,
)
from intranet.bookings.windows import Start
from intranet.courses.actions.finding import let_be_found
from intranet.courses.actions.history import take_note
from intranet.courses.actions.news import tell_run
from intranet.courses.models import (
    ChangedMeanwhile,
    Course,
    CourseRun,
    Happening,
    NotAwaited,
)
from intranet.discussions.models import Verb
from intranet.kit.conditional import changed_one
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.places.models import Municipality

# What a domain above does when a run comes online, in the same transaction: a sentence for who did
# it, where that domain tells some people first, and everybody afterwards (`tell_run`).
Heard = Callable[[CourseRun, Member | None, datetime], str | None]
_HEARERS: dict[str, Heard] = {}


@dataclass(frozen=True)
class Dates:
    """What is said of a run."""

    starts_on: date | None
    ends_on: date | None
    municipality: Municipality | None = None
    is_remote: bool = False
    seats: int | None = None
    label: str = ""
    venue: str = ""
    price_cents: int | None = None
    date_note: str | None = None
    remote_url: str | None = None  # None: whoever speaks says nothing of it, what was said stays
    practical: str | None = None

    @property
    def tz(self) -> str:
        """The zone of its place."""
        place = None if self.is_remote else self.municipality
        return time_zone_of(place.region_code, place.code) if place else time_zone_of(None)


def at_announcing(name: str, hears: Heard) -> None:
    """Let a domain above hear of each run that comes online."""
    _HEARERS[name] = hears


def announce_run(course: Course, dates: Dates, by: Member, at: datetime) -> list[str]:
    """Add a run, and let it be heard of: what those who heard have to say."""
    return _added(course, dates, by, at)[1]


def add_run(course: Course, dates: Dates, by: Member | None, at: datetime) -> CourseRun:
    """Keep a run; its zone is that of its place."""
    return _added(course, dates, by, at)[0]


def _added(
    course: Course, dates: Dates, by: Member | None, at: datetime
) -> tuple[CourseRun, list[str]]:
    """Online, it is news at once; unless some people are to know it first, who heard so."""
    run = CourseRun(bookable=Bookable(kind=BookableKind.COURSE_RUN), course=course)
    _fix(run, dates)
    run.is_demo = course.is_demo
    db.session.add(run)
    db.session.flush()
    take_note(course, by, Happening.RUN_ADDED, at, run.dates)
    course.updated_at = at
    heard: list[str] = []
    if course.is_online:
        let_be_found(course)
        heard = [said for hears in _HEARERS.values() if (said := hears(run, by, at))]
        if not heard:
            tell_run(run, Verb.ANNOUNCED, by, at)
    return run, heard


def change_run(
    run: CourseRun, dates: Dates, by: Member | None, at: datetime, *, version: int
) -> None:
    """Move a run, or say more of it. Raises ChangedMeanwhile where somebody did since it was read."""
    taken = update(Bookable).where(
        Bookable.id == run.bookable_id,
        Bookable.lock_version == version,
        Bookable.lifecycle != Lifecycle.CANCELLED,
    )
    before, revived = _whereabouts(run), run.bookable.lifecycle is Lifecycle.POSTPONED
    began = Start(run.starts_on, run.bookable.tz)
    days = (dates.starts_on - run.starts_on).days if dates.starts_on and run.starts_on else 0
    new = (dates.starts_on, dates.ends_on, None if dates.is_remote else dates.municipality, dates.is_remote, dates.venue)  # fmt: skip
    moved = new != before or revived
    values: dict[str, object] = {
        "lock_version": version + 1,
        "ics_sequence": Bookable.ics_sequence + int(moved),
    }
    if not changed_one(taken.values(**values)):
        raise ChangedMeanwhile(run.bookable_id)
    db.session.refresh(run.bookable)
    _fix(run, dates)
    run.course.updated_at = at
    take_note(run.course, by, Happening.RUN_CHANGED, at, run.dates)
    db.session.flush()
    if days:
        seats.follow_days(run.bookable_id, days, at, by=by)
    seats.follow_window(run.bookable_id, began, Start(run.starts_on, dates.tz), at, by=by)
    was_over = run.bookable.lifecycle is Lifecycle.COMPLETED and new[:2] != before[:2]
    if revived or (was_over and run.ends_at and run.ends_at > at):
        # It has dates to come again, and its half-days followed.
        run.bookable.lifecycle = Lifecycle.SCHEDULED
        db.session.flush()
    if moved:
        seats.note_move(run.bookable_id, run.dates, at, by=by)
        tell_run(run, Verb.MOVED, by, at, of=str(run.bookable.ics_sequence))
    seats.settle(run.bookable_id, at, by=by)


def postpone_run(run: CourseRun, by: Member, at: datetime, reason: str) -> None:
    """No date any more; seats and the waiting list stay as they are. Raises NotAwaited."""
    try:
        seats.postpone(run.bookable_id, at, reason, by=by)
    except AlreadyCalledOff as gone:
        raise NotAwaited(run.bookable_id) from gone
    take_note(run.course, by, Happening.RUN_CHANGED, at, f"{run.dates}, reportée : {reason}")


def cancel_run(run: CourseRun, by: Member, at: datetime, reason: str) -> None:
    """Call a run off, once, and say why to all who registered; its page shows it as cancelled.

    Raises NotAwaited, as for one that was held.
    """
    taken = update(Bookable).where(
        Bookable.id == run.bookable_id,
        Bookable.lifecycle.not_in({Lifecycle.CANCELLED, Lifecycle.COMPLETED}),
    )
    if not changed_one(
        taken.values(
            lifecycle=Lifecycle.CANCELLED,
            cancelled_at=at,
            cancelled_by_id=by.id,
            cancel_reason=reason,
            ics_sequence=Bookable.ics_sequence + 1,
            lock_version=Bookable.lock_version + 1,
        )
    ):
        raise NotAwaited(run.bookable_id)
    db.session.refresh(run.bookable)
    take_note(run.course, by, Happening.RUN_CANCELLED, at, f"{run.dates} : {reason}")
    tell_run(run, Verb.CANCELLED, by, at)
    seats.call_off(run.bookable_id, at, reason, by=by)


def _whereabouts(run: CourseRun) -> tuple[object, ...]:
    """What moves people when it changes."""
    return (run.starts_on, run.ends_on, run.municipality, run.is_remote, run.venue)


def _fix(run: CourseRun, dates: Dates) -> None:
    place = None if dates.is_remote else dates.municipality
    run.municipality, run.is_remote = place, dates.is_remote
    run.region_code = place.region_code if place else None
    run.label, run.venue, run.price_cents = dates.label, dates.venue, dates.price_cents
    run.date_note = dates.date_note
    run.bookable.capacity = dates.seats
    run.bookable.tz = dates.tz
    if dates.remote_url is not None:
        run.bookable.remote_url = dates.remote_url
    if dates.practical is not None:
        run.bookable.practical = dates.practical
    run.take_place(dates.starts_on, dates.ends_on)
