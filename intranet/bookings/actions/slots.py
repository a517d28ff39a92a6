"""The half-days of a meeting: added, changed, taken away, moved with its days; told once to all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, update

from intranet.bookings import queries
from intranet.bookings.actions.seats import Seats, hold
from intranet.bookings.actions.telling import tell_moved
from intranet.bookings.hours import bounds, slot_in_words
from intranet.bookings.models import (
    Befell,
    Bookable,
    MeetingChangedMeanwhile,
    MeetingEvent,
    Registration,
    RegistrationAlreadyMoved,
    RegistrationState,
    Slot,
    SlotIsFrozen,
)
from intranet.kit.conditional import changed_one
from intranet.kit.db import db, every
from intranet.members.models import Member

QUIET = timedelta(minutes=30)  # after the last change, everybody is told of all of them at once


@dataclass(frozen=True)
class Stretch:
    """What is said of one half-day, at the hours of the place."""

    starts_local: datetime
    ends_local: datetime
    room: str = ""
    label: str = ""
    trainer_id: int | None = None


def add_slots(
    bookable_id: int, stretches: Sequence[Stretch], at: datetime, *, by: Member, version: int
) -> None:
    """Add half-days. Raises MeetingChangedMeanwhile."""
    seats = _held(bookable_id, at, by, version)
    for stretch in stretches:
        db.session.add(Slot(bookable=seats.bookable, **vars(stretch)))
    _moved(seats, "Ajout : " + " ; ".join(_words(one) for one in stretches))


def change_slot(slot: Slot, stretch: Stretch, at: datetime, *, by: Member, version: int) -> None:
    """Say otherwise of a half-day that did not take place. Raises MeetingChangedMeanwhile, SlotIsFrozen."""
    seats = _held(slot.bookable_id, at, by, version)
    _refuse_frozen(seats, slot)
    before = (slot.starts_local, slot.ends_local, slot.room)
    note = _words(slot)
    for name, value in vars(stretch).items():
        setattr(slot, name, value)
    if (slot.starts_local, slot.ends_local, slot.room) == before:
        seats.bookable.lock_version += 1  # who teaches, or what it is called, moves nobody
        db.session.flush()
        return
    _moved(seats, f"{note} devient {_words(slot)}")


def remove_slot(slot: Slot, at: datetime, *, by: Member, version: int) -> None:
    """Take a half-day away. Raises MeetingChangedMeanwhile, SlotIsFrozen."""
    seats = _held(slot.bookable_id, at, by, version)
    _refuse_frozen(seats, slot)
    note = f"Retrait : {_words(slot)}"
    seats.bookable.slots.remove(slot)
    _moved(seats, note)


def follow_days(bookable_id: int, days: int, at: datetime, *, by: Member | None = None) -> int:
    """Its days moved: the half-days to come move with them, at the same hours; how many did.

    What took place, or was signed for, stays as it was attended.
    """
    seats = hold(bookable_id, at, by)
    free = queries.free_slots(seats.bookable, at)
    # The last first, or the first: a day that two of them share on the way is never taken twice.
    for slot in sorted(free, key=lambda one: one.starts_local, reverse=days > 0):
        slot.starts_local += timedelta(days=days)
        slot.ends_local += timedelta(days=days)
        db.session.flush()
    _number(seats.bookable)
    return len(free)


def note_move(bookable_id: int, note: str, at: datetime, *, by: Member | None) -> None:
    """Write that its days or its place changed; those who have a seat are told after a quiet time."""
    bookable = db.session.get_one(Bookable, bookable_id)
    if bookable.postponed_at is None:
        bookable.moved_at = at
    db.session.add(
        MeetingEvent(bookable_id=bookable_id, at=at, actor=by, what=Befell.MOVED, note=note)
    )


def announce(bookable_id: int, at: datetime, *, by: Member | None = None) -> int:
    """Tell everybody who has a seat of the dates as they are now, once; how many were told.

    Once it is over, a timer that slept asks nobody whether they will come.
    """
    seats = hold(bookable_id, at, by)
    if seats.bookable.told_sequence == seats.bookable.ics_sequence:
        return 0
    rows = [
        row
        for row in every(queries.seated_at(bookable_id))
        if row.kept_sequence < seats.bookable.ics_sequence
    ]
    _, ends = bounds(seats.bookable.slots, seats.bookable.tz, seats.subject)
    is_over = ends is not None and ends <= at
    told = 0 if is_over else sum(tell_moved(seats, row) for row in rows)
    seats.bookable.told_sequence = seats.bookable.ics_sequence
    db.session.flush()
    return told


def keep(row: Registration, at: datetime) -> None:
    """They come on the dates that they were told; of what moved again since, they are told yet.

    Raises RegistrationAlreadyMoved.
    """
    told = db.session.get_one(Bookable, row.bookable_id).told_sequence
    sequence = case((Registration.kept_sequence < told, told), else_=Registration.kept_sequence)
    kept = update(Registration).where(
        Registration.id == row.id, Registration.state == RegistrationState.CONFIRMED
    )
    if not changed_one(kept.values(kept_sequence=sequence, updated_at=at)):
        raise RegistrationAlreadyMoved(row.id)
    db.session.refresh(row)


def _held(bookable_id: int, at: datetime, by: Member, version: int) -> Seats:
    seats = hold(bookable_id, at, by)
    if seats.bookable.lock_version != version or seats.bookable.cancelled_at:
        raise MeetingChangedMeanwhile(bookable_id)
    return seats


def _refuse_frozen(seats: Seats, slot: Slot) -> None:
    if slot not in queries.free_slots(seats.bookable, seats.at):
        raise SlotIsFrozen(slot.id)


def _moved(seats: Seats, note: str) -> None:
    bookable = seats.bookable
    bookable.lock_version += 1
    bookable.ics_sequence += 1
    note_move(bookable.id, note, seats.at, by=seats.by)
    db.session.flush()
    _number(bookable)


def _number(bookable: Bookable) -> None:
    """Half-days are numbered in the order of the clock."""
    for number, slot in enumerate(sorted(bookable.slots, key=lambda one: one.starts_local), 1):
        slot.half_day_number = number
    db.session.flush()


def _words(one: Slot | Stretch) -> str:
    return slot_in_words(one) + (f", {one.room}" if one.room else "")
