"""Hours that a clock on the wall does not show once: those that summer time skips, or gives twice."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from intranet.kit.texts import NO_BREAK, day


def instant(local: datetime, tz: str) -> datetime:
    """When the clock on the wall shows this, there."""
    return local.replace(tzinfo=ZoneInfo(tz)).astimezone(UTC)


def hour(local: datetime) -> str:
    """9 h, or 12 h 30."""
    return f"{local.hour}{NO_BREAK}h" + (f"{NO_BREAK}{local:%M}" if local.minute else "")


def refused_hour(local: datetime, tz: str) -> str | None:
    """Why an hour cannot be that of a meeting in a zone, as a sentence; None where it can.

    Readers of calendars disagree on the hour that comes twice (RFC 5545, 3.3.5, takes the first;
    several clients take the second): nobody is summoned to it.
    """
    zone = ZoneInfo(tz)
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return None
    shown = hour(local)
    exists = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local
    if exists:
        return (
            f"{shown} arrive deux fois le {day(local.date())} : on passe ce jour-là à l’heure"
            " d’hiver. Choisissez une heure avant, ou après."
        )
    return (
        f"{shown} n’existe pas le {day(local.date())} : on passe ce jour-là à l’heure d’été."
        " Choisissez une heure avant, ou après."
    )
