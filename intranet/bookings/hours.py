"""Hours come from attendance, never from the programme: exact minutes, exact rates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from intranet.bookings.models import Attendance, Hours, Presence, Slot
from intranet.kit.texts import NO_BREAK

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
