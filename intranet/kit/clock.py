"""What time it is, and what day for people in France. Nothing else in the house asks the machine."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

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
