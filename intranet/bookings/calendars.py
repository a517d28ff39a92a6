"""A meeting as calendars show it: one entry a slot, or one of whole days where no hour is said.

The slots keep their order as identity: the first bears the UID of the meeting, the others that UID
and their number. Hours that are fixed late, moved or replaced move the entries that people have
(docs/decisions/0014); a number that is no longer used leaves the feeds by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intranet.bookings.models import Bookable, Lifecycle
from intranet.kit.calendars import Entry

CANCELLED_SHOWN = timedelta(days=30)  # long enough for whoever opens their calendar once a month
STATUSES = {Lifecycle.CANCELLED: "CANCELLED", Lifecycle.POSTPONED: "TENTATIVE"}


@dataclass(frozen=True)
class CalendarMeeting:
    """What the domain that a bookable belongs to says of it; `url` is a whole address."""

    bookable: Bookable
    title: str
    url: str
    place: str
    starts_on: date | None
    ends_on: date | None
    changed_at: datetime
    note: str = ""
    is_tentative: bool = False  # of a seat that is not given yet


def entries(meetings: Iterable[CalendarMeeting], at: datetime) -> list[Entry]:
    """What calendars show of these meetings at an instant."""
    return [entry for meeting in meetings for entry in _entries(meeting, at)]


def _entries(meeting: CalendarMeeting, at: datetime) -> list[Entry]:
    bookable = meeting.bookable
    if bookable.cancelled_at and bookable.cancelled_at < at - CANCELLED_SHOWN:
        return []
    if bookable.slots:
        return [
            _entry(
                meeting,
                slot.starts_local,
                slot.ends_local,
                uid=_uid(bookable, number),
                label=slot.label,
                place=", ".join(part for part in (slot.room, meeting.place) if part),
            )
            for number, slot in enumerate(bookable.slots, 1)
        ]
    if meeting.starts_on and meeting.ends_on:
        return [_entry(meeting, meeting.starts_on, meeting.ends_on)]
    return []


def _uid(bookable: Bookable, number: int) -> str:
    name, _, host = bookable.ics_uid.partition("@")
    return bookable.ics_uid if number == 1 else f"{name}-{number}@{host}"


def _entry(
    meeting: CalendarMeeting,
    starts: datetime | date,
    ends: datetime | date,
    *,
    uid: str | None = None,
    label: str = "",
    place: str | None = None,
) -> Entry:
    bookable = meeting.bookable
    reason = f"Annulée : {bookable.cancel_reason}" if bookable.cancelled_at else ""
    return Entry(
        uid=uid or bookable.ics_uid,
        summary=f"{meeting.title} ({label})" if label else meeting.title,
        starts=starts,
        ends=ends,
        tz=bookable.tz if isinstance(starts, datetime) else None,
        changed_at=max(meeting.changed_at, bookable.updated_at),
        sequence=bookable.ics_sequence,
        status=STATUSES.get(
            bookable.lifecycle, "TENTATIVE" if meeting.is_tentative else "CONFIRMED"
        ),
        place=place if place is not None else meeting.place,
        description="\n".join(part for part in (reason, meeting.note, meeting.url) if part),
        url=meeting.url,
    )
