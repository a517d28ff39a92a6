"""Whose calendar an address is, and what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from intranet.bookings.calendars import CalendarMeeting
from intranet.bookings.models import (
    ACTIVE,
    ASSURED,
    Bookable,
    CalendarAddress,
    Registration,
    RegistrationState,
    Slot,
    Subject,
)
from intranet.bookings.queries.subjects import subjects_of
from intranet.kit.db import every
from intranet.members.models import Member
from intranet.members.queries import hashed

LOOKS_BACK = timedelta(days=365)
# What is not a seat yet is shown as such.
UNSETTLED = {
    RegistrationState.PENDING: "en attente d’accord",
    RegistrationState.WAITLISTED: "liste d’attente",
    RegistrationState.OFFERED: "place proposée",
}
STANDS = (*ACTIVE, RegistrationState.CANCELLED_BY_ORGANIZER)


def calendar_of(member: Member) -> Select[CalendarAddress]:
    """The one in force, if any."""
    return select(CalendarAddress).where(
        CalendarAddress.member_id == member.id, CalendarAddress.revoked_at.is_(None)
    )


def calendar_opened_by(word: str) -> Select[CalendarAddress]:
    """The address in force that this word opens, of somebody who still has an account."""
    return (
        select(CalendarAddress)
        .join(CalendarAddress.member)
        .where(
            CalendarAddress.digest == hashed(word),
            CalendarAddress.revoked_at.is_(None),
            Member.closed_at.is_(None),
        )
        .options(joinedload(CalendarAddress.member))
    )


def meetings_of(member: Member, at: datetime) -> list[CalendarMeeting]:
    """What this person goes to, waits for, or gives as a trainer; of a year back at most."""
    with_slots = joinedload(Registration.bookable).selectinload(Bookable.slots)
    theirs = every(
        select(Registration)
        .where(Registration.member_id == member.id, Registration.state.in_(STANDS))
        .options(with_slots)
        .order_by(Registration.id)
    )
    # A seat that was taken back is no meeting of theirs; a meeting called off is told as such.
    theirs = [row for row in theirs if row.is_active or row.bookable.cancelled_at]
    seats = {row.bookable_id: row for row in theirs}
    given = every(
        select(Bookable)
        .where(Bookable.id.in_(select(Slot.bookable_id).where(Slot.trainer_id == member.id)))
        .options(selectinload(Bookable.slots))
        .order_by(Bookable.id)
    )
    bookables = {row.bookable_id: row.bookable for row in theirs} | {one.id: one for one in given}
    subjects = subjects_of(bookables.values())
    return [
        meeting_for(bookable, subjects[bookable.id], seats.get(bookable.id), at)
        for bookable in bookables.values()
        if _is_recent(subjects[bookable.id], at)
    ]


def _is_recent(subject: Subject, at: datetime) -> bool:
    return subject.ends_at is None or subject.ends_at > at - LOOKS_BACK


def meeting_for(
    bookable: Bookable, subject: Subject, seat: Registration | None, at: datetime
) -> CalendarMeeting:
    zone = ZoneInfo(bookable.tz)
    starts, ends = subject.starts_at, subject.ends_at
    unsettled = UNSETTLED.get(seat.state) if seat else None
    changed = [bookable.updated_at, *([seat.updated_at] if seat else [])]
    return CalendarMeeting(
        bookable=bookable,
        title=f"{subject.title} ({unsettled})" if unsettled else subject.title,
        url=subject.address,
        place=subject.place,
        starts_on=starts.astimezone(zone).date() if starts else None,
        # The end is the first instant after it.
        ends_on=(ends - timedelta(seconds=1)).astimezone(zone).date() if ends else None,
        changed_at=max(changed),
        note=_note(bookable, subject, seat, at),
        is_tentative=unsettled is not None,
    )


def _note(bookable: Bookable, subject: Subject, seat: Registration | None, at: datetime) -> str:
    """Who holds it; while it is shown, the link to follow it, for whoever has a seat."""
    lines: Sequence[str] = (f"Organisateur : {subject.organizer}", bookable.practical)
    has_seat = seat is None or seat.state in ASSURED
    shown = has_seat and bookable.remote_url and subject.shows_video_link(at)
    video = f"Suivre à distance : {bookable.remote_url}" if shown else ""
    return "\n".join(line for line in (*lines, video) if line)
