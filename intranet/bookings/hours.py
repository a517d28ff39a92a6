"""Hours come from attendance, never from the programme: exact minutes, exact rates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Protocol
from zoneinfo import ZoneInfo

from intranet.bookings.models import (
    Attendance,
    Hours,
    Presence,
    Slot,
    Subject,
    hour,
    instant,
    last_instant,
    refused_hour,
)
from intranet.kit.texts import NO_BREAK, day

COUNTED = frozenset({Presence.PRESENT, Presence.PARTLY})


def minutes_of(starts_local: datetime, ends_local: datetime, tz: str) -> int:
    """How long a slot lasts there, whatever summer time does in between."""
    begins, ends = (
        each.replace(tzinfo=ZoneInfo(tz)).astimezone(UTC) for each in (starts_local, ends_local)
    )
    return (ends - begins) // timedelta(minutes=1)


def hours_done(slots: Iterable[Slot], tz: str, lines: Iterable[Attendance]) -> Hours:
    """What somebody did of a meeting: nobody attends a slot for longer than it lasts."""
    lasts = {slot.id: minutes_of(slot.starts_local, slot.ends_local, tz) for slot in slots}
    attended = sum(
        min(line.minutes, lasts[line.slot_id])
        for line in lines
        if line.presence in COUNTED and line.slot_id in lasts
    )
    return Hours(attended, sum(lasts.values()))


def hours_in_words(minutes: int) -> str:
    """13 h 30, 14 h, or 45 min."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NO_BREAK}min"
    return f"{hours}{NO_BREAK}h{NO_BREAK}{rest:02}" if rest else f"{hours}{NO_BREAK}h"


def percent(rate: Fraction) -> int:
    """To the whole percent, rounded down: 79,9 % is not 80 %."""
    return 100 * rate.numerator // rate.denominator


def bounds(
    slots: Sequence[Slot], tz: str, subject: Subject
) -> tuple[datetime | None, datetime | None]:
    """When a meeting really begins and ends: its half-days say it, else its days.

    Half-days that do not reach its last day, as while they are being written, do not end it.
    """
    if not slots:
        return subject.starts_at, subject.ends_at
    begins = min(slot.starts_local for slot in slots)
    ends = max(slot.ends_local for slot in slots)
    if subject.ends_at is not None and subject.ends_at > last_instant(ends.date(), tz):
        return instant(begins, tz), subject.ends_at
    return instant(begins, tz), instant(ends, tz)


def refused_stretch(starts_local: datetime, ends_local: datetime, tz: str) -> str | None:
    """Why a half-day cannot be, as a sentence; None where it can."""
    if ends_local <= starts_local:
        return "La fin est avant le début."
    return refused_hour(starts_local, tz) or refused_hour(ends_local, tz)


def overlapped(starts_local: datetime, ends_local: datetime, slots: Iterable[Slot]) -> Slot | None:
    """The half-day that takes some of the same hours."""
    return next(
        (one for one in slots if starts_local < one.ends_local and one.starts_local < ends_local),
        None,
    )


class Stretched(Protocol):
    """What begins and ends on the clock of a place."""

    @property
    def starts_local(self) -> datetime: ...
    @property
    def ends_local(self) -> datetime: ...


def slot_in_words(slot: Slot | Stretched) -> str:
    """« 18 janvier 2027, de 9 h à 12 h 30 »."""
    return (
        f"{day(slot.starts_local.date())}, de {hour(slot.starts_local)} à {hour(slot.ends_local)}"
    )
