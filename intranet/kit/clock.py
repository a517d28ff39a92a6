"""What time it is, and what day for people in France. Nothing else in the house asks the machine."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
When = TypeVar("When", date, datetime)

_stopped_at: datetime | None = None


def stop_at(instant: datetime | None) -> None:
    """Make the clock stand still (INTRANET_NOW), or let it run again with None."""
    global _stopped_at  # noqa: PLW0603  one clock for the process is the point
    _stopped_at = instant


def now() -> datetime:
    """The instant, in UTC."""
    return (_stopped_at or datetime.now(UTC)).astimezone(UTC)


def today() -> date:
    """The day in Paris."""
    return in_paris(now()).date()


def in_paris(instant: datetime) -> datetime:
    return instant.astimezone(PARIS)


def months_before(at: When, months: int) -> When:
    """The same day so many months earlier, or the last of its month."""
    count = at.year * 12 + at.month - 1 - months
    year, month = count // 12, count % 12 + 1
    return at.replace(year=year, month=month, day=min(at.day, calendar.monthrange(year, month)[1]))


def months_after(at: When, months: int) -> When:
    """The same day so many months later, or the last of its month."""
    return months_before(at, -months)
