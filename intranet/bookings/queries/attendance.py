"""Who was there: the sheet of a meeting, its corrections, the hours that may still be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload

from intranet.bookings.hours import COUNTED, bounds, hours_done
from intranet.bookings.models import (
    ASSURED,
    EXPECTED,
    Attendance,
    AttendanceChange,
    Bookable,
    Hours,
    Lifecycle,
    Registration,
    Slot,
    SlotSignature,
)
from intranet.bookings.queries.certifying import name_of
from intranet.bookings.queries.slots import slots_of
from intranet.bookings.queries.subjects import subjects_of
from intranet.kit.db import db, every
from intranet.kit.texts import fold
from intranet.members.models import Member


@dataclass(frozen=True)
class Sheet:
    """The half-days of a meeting, its people by name, and what each signed."""

    slots: Sequence[Slot]
    people: Sequence[Registration]
    lines: Mapping[tuple[int, int], Attendance]  # by registration and half-day
    signatures: Mapping[int, Sequence[SlotSignature]]  # by half-day
    hours: Mapping[int, Hours]  # by registration

    def line(self, row: Registration, slot: Slot) -> Attendance | None:
        return self.lines.get((row.id, slot.id))

    def signed_by(self, slot: Slot) -> str:
        """The names of the trainers who signed for a half-day."""
        return ", ".join(one.trainer.name for one in self.signatures.get(slot.id, ()))

    def has_signed(self, slot: Slot, trainer_id: int) -> bool:
        return any(one.trainer_id == trainer_id for one in self.signatures.get(slot.id, ()))

    def missing(self, slot: Slot) -> int:
        """How many people have no line for a half-day."""
        return sum((row.id, slot.id) not in self.lines for row in self.people)


@dataclass(frozen=True)
class Door:
    """One half-day, at the door: how many are there of how many, and who is still awaited."""

    present: int
    expected: int
    awaited: Sequence[Registration]
    there: Sequence[tuple[Registration, Attendance]]  # the last to come first


def door_of(sheet: Sheet, slot: Slot, words: str = "") -> Door:
    """The counts are of everybody; the names, of those that the words find."""
    asked = fold(words)
    found = [row for row in sheet.people if asked in fold(f"{name_of(row)} {_employer(row)}")]
    there = [(row, line) for row in found if (line := sheet.line(row, slot))]
    here = [sheet.line(row, slot) for row in sheet.people]
    return Door(
        present=sum(line is not None and line.presence in COUNTED for line in here),
        expected=len(sheet.people),
        awaited=[row for row in found if sheet.line(row, slot) is None],
        there=sorted(there, key=lambda pair: pair[1].signed_at, reverse=True),
    )


def _employer(row: Registration) -> str:
    return row.employer.name if row.employer else ""


def sheet_of(bookable: Bookable) -> Sheet:
    """In four statements, however many people and half-days."""
    slots = every(slots_of(bookable.id))
    query = (
        select(Registration)
        .where(Registration.bookable_id == bookable.id, Registration.state.in_(EXPECTED))
        .options(joinedload(Registration.member), joinedload(Registration.employer))
    )
    people = [row for row in every(query) if name_of(row)]
    people.sort(key=lambda row: (fold(name_of(row)), row.id))
    there = [slot.id for slot in slots]
    lines = every(
        select(Attendance)
        .where(Attendance.slot_id.in_(there))
        .options(joinedload(Attendance.recorded_by))
    )
    signed = every(
        select(SlotSignature)
        .where(SlotSignature.slot_id.in_(there))
        .options(joinedload(SlotSignature.trainer))
        .order_by(SlotSignature.id)
    )
    signatures: dict[int, list[SlotSignature]] = {}
    for one in signed:
        signatures.setdefault(one.slot_id, []).append(one)
    theirs: dict[int, list[Attendance]] = {}
    for line in lines:
        theirs.setdefault(line.registration_id, []).append(line)
    return Sheet(
        slots,
        people,
        {(line.registration_id, line.slot_id): line for line in lines},
        signatures,
        {row.id: hours_done(slots, bookable.tz, theirs.get(row.id, ())) for row in people},
    )


def corrections_of(bookable_id: int) -> Select[AttendanceChange]:
    """What was written otherwise before, the latest first."""
    return (
        select(AttendanceChange)
        .join(AttendanceChange.attendance)
        .join(Attendance.slot)
        .where(Slot.bookable_id == bookable_id)
        .options(
            joinedload(AttendanceChange.actor),
            joinedload(AttendanceChange.attendance).options(
                joinedload(Attendance.slot),
                joinedload(Attendance.registration).joinedload(Registration.member),
            ),
        )
        .order_by(AttendanceChange.id.desc())
    )


def seat_of_mine(member: Member, bookable_id: int) -> Select[Registration]:
    """The seat by which a member may sign."""
    return select(Registration).where(
        Registration.bookable_id == bookable_id,
        Registration.member_id == member.id,
        Registration.state.in_(ASSURED),
    )


def to_lock(at: datetime, after: timedelta) -> list[Bookable]:
    """The meetings over for so long whose attendance was taken down, and is not settled yet."""
    taken = (
        exists()
        .where(Attendance.slot_id == Slot.id, Slot.bookable_id == Bookable.id)
        .correlate(Bookable)
    )
    query = select(Bookable).where(
        Bookable.lifecycle == Lifecycle.COMPLETED,
        Bookable.attendance_locked_at.is_(None),
        func.coalesce(Bookable.attendance_open_until, at) <= at,
        taken,
    )
    found = every(query.order_by(Bookable.id))
    subjects = subjects_of(found)
    ended = {one.id: bounds(one.slots, one.tz, subjects[one.id])[1] for one in found}
    return [one for one in found if (end := ended[one.id]) and end + after <= at]


def were_there(bookable_id: int) -> frozenset[int]:
    """The registrations of those who came for at least one half-day."""
    query = (
        select(Attendance.registration_id)
        .join(Attendance.slot)
        .where(Slot.bookable_id == bookable_id, Attendance.minutes > 0)
    )
    return frozenset(db.session.scalars(query))
