"""Taking attendance down: signed by each, written by whoever holds the meeting, corrected, settled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import delete, exists, select

from intranet.bookings import policy, queries
from intranet.bookings.actions.seats import Seats, hold
from intranet.bookings.actions.telling import who_follows
from intranet.bookings.hours import COUNTED, minutes_of, slot_in_words
from intranet.bookings.models import (
    EXPECTED,
    Attendance,
    AttendanceChange,
    AttendanceIsLocked,
    Befell,
    Cause,
    MeetingEvent,
    Method,
    NotYetBegun,
    Presence,
    ReasonNeeded,
    Registration,
    RegistrationState,
    Slot,
    SlotSignature,
    instant,
)
from intranet.kit import letters, links
from intranet.kit.conditional import changed_one
from intranet.kit.db import db, every
from intranet.kit.exports import absolute
from intranet.members.models import Member

LOCKED_AFTER = timedelta(days=15)
OPEN_AGAIN_FOR = timedelta(days=7)
WELCOME = "welcome"  # the purpose of the code by which somebody is welcomed


@dataclass(frozen=True)
class Mark:
    """What is said of one person for one half-day; `minutes` only where they came for a part."""

    presence: Presence
    minutes: int | None = None

    def lasting(self, slot: Slot, tz: str) -> int:
        whole = minutes_of(slot.starts_local, slot.ends_local, tz)
        if self.presence not in COUNTED:
            return 0
        return whole if self.presence is Presence.PRESENT else min(self.minutes or 0, whole)


def record(
    slot: Slot,
    marks: Mapping[int, Mark],
    at: datetime,
    *,
    by: Member,
    method: Method,
    reason: str = "",
) -> int:
    """Write who was there, by registration; how many lines are new or corrected.

    A line that changes keeps what it said, with the reason. Raises AttendanceIsLocked, NotYetBegun,
    ReasonNeeded.
    """
    seats = _open(slot, at, by)
    if instant(slot.starts_local, seats.bookable.tz) > at:
        raise NotYetBegun(slot.id)
    known = {line.registration_id: line for line in _lines(slot)}
    written, missed = 0, []
    for registration_id, mark in marks.items():
        minutes = mark.lasting(slot, seats.bookable.tz)
        line = known.get(registration_id)
        if line is None:
            db.session.add(
                Attendance(
                    registration_id=registration_id,
                    slot_id=slot.id,
                    presence=mark.presence,
                    minutes=minutes,
                    method=method,
                    signed_at=at,
                    recorded_by_id=by.id,
                )
            )
        elif (line.presence, line.minutes) == (mark.presence, minutes):
            continue
        else:
            _correct(line, mark.presence, minutes, at, by=by, method=method, reason=reason)
        written += 1
        if mark.presence is Presence.ABSENT:
            missed.append(registration_id)
    db.session.flush()
    _tell_missed(seats, slot, missed)
    return written


def _tell_missed(seats: Seats, slot: Slot, registration_ids: Collection[int]) -> None:
    """Whoever is missed reads so on the very day, once; a sheet that is copied later writes to nobody."""
    on = seats.at.astimezone(ZoneInfo(seats.bookable.tz)).date()
    if not registration_ids or slot.starts_local.date() != on:
        return
    for row in every(queries.some_of(registration_ids)):
        if reader := who_follows(row):
            theirs = f"/moi/inscriptions/{row.uuid}/difficulte" if row.member_id else reader.path
            letters.write(
                "bookings/absent",
                reader.address,
                key=f"absent-{slot.id}-{reader.key}",
                secret_link=absolute(theirs),
                name=reader.name,
                subject=seats.subject,
                when=slot_in_words(slot),
                named=bool(row.holder_key),
                has_account=row.member_id is not None,
            )


def sign(slot: Slot, row: Registration, at: datetime, *, by: Member, nonce: str) -> bool:
    """One’s own presence, signed from the code that is shown there; False where a line is there already.

    Raises AttendanceIsLocked.
    """
    return _first_line(_open(slot, at, by), slot, row, Method.QR, nonce=nonce)


def check_in(slot: Slot, row: Registration, at: datetime, *, by: Member, method: Method) -> bool:
    """Somebody is welcomed at the door; False where a line is there already: of two phones, one counts.

    Raises AttendanceIsLocked, RegistrationAlreadyMoved where nobody awaits them (any more).
    """
    seats = _open(slot, at, by)
    seats.fresh(row, *EXPECTED)
    return _first_line(seats, slot, row, method)


def take_back(slot: Slot, row: Registration, at: datetime, *, by: Member) -> bool:
    """Undo a welcome, while it is a slip of the finger; False where it is not one any more.

    What the person signed, what was copied from paper or corrected, what is older, is only ever
    corrected with a reason: see `record`. Raises AttendanceIsLocked.
    """
    _open(slot, at, by)
    corrected = exists().where(AttendanceChange.attendance_id == Attendance.id)
    slip = delete(Attendance).where(
        Attendance.slot_id == slot.id,
        Attendance.registration_id == row.id,
        Attendance.presence == Presence.PRESENT,
        Attendance.method.in_(policy.AT_THE_DOOR),
        Attendance.signed_at > at - policy.TAKEN_BACK_WITHIN,
        ~corrected,
    )
    return changed_one(slip)


def path_of_pass(row: Registration) -> str:
    """What one’s own code says at the door; given to somebody else, the seat has another code."""
    return f"/presences/place/{links.signed(WELCOME, row.id, holder_mark(row))}"


def holder_mark(row: Registration) -> str:
    """Who holds a seat, as a code may show it: the address of a guest is not read from it."""
    return sha256(f"{row.holder_key}|{row.guest_name}".encode()).hexdigest()[:12]


def countersign(slot: Slot, at: datetime, *, by: Member) -> None:
    """The half-day took place as written; said twice, it is said once. Raises AttendanceIsLocked, NotYetBegun."""
    seats = _open(slot, at, by)
    if instant(slot.starts_local, seats.bookable.tz) > at:
        raise NotYetBegun(slot.id)
    mine = select(SlotSignature).where(
        SlotSignature.slot_id == slot.id, SlotSignature.trainer_id == by.id
    )
    if db.session.scalars(mine).first() is None:
        db.session.add(SlotSignature(slot_id=slot.id, trainer_id=by.id, signed_at=at))
        db.session.flush()


def lock_due(at: datetime) -> int:
    """Fifteen days after the end, sheets are settled: who came, who did not; how many meetings. For `tick`."""
    found = queries.to_lock(at, LOCKED_AFTER)
    for bookable in found:
        settle_attendance(bookable.id, at)
    return len(found)


def settle_attendance(bookable_id: int, at: datetime, *, by: Member | None = None) -> None:
    """Lock the sheet of a meeting; whoever came for one half-day attended it."""
    seats = hold(bookable_id, at, by)
    if seats.bookable.attendance_locked_at:
        return
    came = queries.were_there(bookable_id)
    for row in every(queries.seated_at(bookable_id, *EXPECTED)):
        to = RegistrationState.ATTENDED if row.id in came else RegistrationState.NO_SHOW
        if row.state is not to:
            seats.move(row, to, Cause.ATTENDANCE)
    seats.bookable.attendance_locked_at = at
    seats.bookable.attendance_open_until = None
    db.session.add(MeetingEvent(bookable_id=bookable_id, at=at, actor=by, what=Befell.LOCKED))
    db.session.flush()


def reopen_attendance(bookable_id: int, at: datetime, reason: str, *, by: Member) -> None:
    """An animator opens a sheet again for a week, and says why; where another just did, it is open."""
    seats = hold(bookable_id, at, by)
    if seats.bookable.attendance_locked_at is None:
        return
    seats.bookable.attendance_locked_at = None
    seats.bookable.attendance_open_until = at + OPEN_AGAIN_FOR
    db.session.add(
        MeetingEvent(bookable_id=bookable_id, at=at, actor=by, what=Befell.REOPENED, note=reason)
    )
    db.session.flush()


def _open(slot: Slot, at: datetime, by: Member) -> Seats:
    seats = hold(slot.bookable_id, at, by)
    if seats.bookable.attendance_locked_at or seats.bookable.cancelled_at:
        raise AttendanceIsLocked(slot.bookable_id)
    return seats


def _first_line(
    seats: Seats, slot: Slot, row: Registration, method: Method, *, nonce: str | None = None
) -> bool:
    """Write that somebody is there for the whole half-day, where nothing was written of them."""
    if any(line.registration_id == row.id for line in _lines(slot)):
        return False
    assert seats.by
    mark = Mark(Presence.PRESENT)
    db.session.add(
        Attendance(
            registration_id=row.id,
            slot_id=slot.id,
            presence=mark.presence,
            minutes=mark.lasting(slot, seats.bookable.tz),
            method=method,
            signed_at=seats.at,
            recorded_by_id=seats.by.id,
            nonce=nonce,
        )
    )
    db.session.flush()
    return True


def _lines(slot: Slot) -> list[Attendance]:
    query = select(Attendance).where(Attendance.slot_id == slot.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _correct(
    line: Attendance,
    presence: Presence,
    minutes: int,
    at: datetime,
    *,
    by: Member,
    method: Method,
    reason: str,
) -> None:
    if not reason:
        raise ReasonNeeded(line.id)
    db.session.add(
        AttendanceChange(
            attendance_id=line.id,
            at=at,
            actor_id=by.id,
            presence_before=line.presence,
            minutes_before=line.minutes,
            reason=reason,
        )
    )
    line.presence, line.minutes, line.method = presence, minutes, method
