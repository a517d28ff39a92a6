"""From when and until when one registers: days of the place, and what becomes of them as a meeting moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from intranet.bookings.models import Bookable, first_instant, last_instant
from intranet.kit.texts import day, from_to


@dataclass(frozen=True)
class Window:
    """Days of the place, each of them included; None: no such day."""

    opens_on: date | None
    closes_on: date | None
    promotes_until_on: date | None  # the last day when the waiting list advances by itself


@dataclass(frozen=True)
class Start:
    """When a meeting begins, and in which zone."""

    on: date | None
    tz: str


def window_of(bookable: Bookable, tz: str) -> Window:
    """What was chosen, in days of a zone."""
    zone = ZoneInfo(tz)

    def last_day(end: datetime | None) -> date | None:
        return (end.astimezone(zone) - timedelta(seconds=1)).date() if end else None

    opens_at = bookable.opens_at
    return Window(
        opens_at.astimezone(zone).date() if opens_at else None,
        last_day(bookable.closes_at),
        last_day(bookable.promotes_until),
    )


def instants(window: Window, tz: str) -> dict[str, datetime | None]:
    """The columns of a bookable that say it."""
    opens, closes, until = window.opens_on, window.closes_on, window.promotes_until_on
    return {
        "opens_at": first_instant(opens, tz) if opens else None,
        "closes_at": last_instant(closes, tz) if closes else None,
        "promotes_until": last_instant(until, tz) if until else None,
    }


def followed(window: Window, before: date | None, after: date, on: date) -> Window:
    """The window of a meeting that begins on another day, `on` being today there.

    A day chosen by hand stays where it makes sense: not over yet, and no later than the start. Else
    it goes with the meeting, as far from its start as before; unknown before, one registers until it.
    """
    by = after - before if before else None
    closes = _last_day(window.closes_on, by, after, on)
    until = _last_day(window.promotes_until_on, by, after, on)
    opens, latest = window.opens_on, closes or after
    if opens and opens > on and (opens > latest or closes != window.closes_on):
        opens = min(max(opens + by, on), latest) if by else None
    return replace(window, opens_on=opens, closes_on=closes, promotes_until_on=until)


def in_words(bookable: Bookable, at: datetime) -> str:
    """« On s’inscrit jusqu’au 12 janvier 2027. »; empty where no day was chosen: until the start."""
    window, on = window_of(bookable, bookable.tz), at.astimezone(ZoneInfo(bookable.tz)).date()
    opens, closes = window.opens_on, window.closes_on
    if closes and closes < on:
        return f"On ne s’y inscrit plus depuis le {day(closes + timedelta(days=1))}."
    if opens and opens > on:
        when = from_to(opens, closes) if closes else f"à partir du {day(opens)}, jusqu’au début"
        return f"On s’inscrit {when}."
    return f"On s’inscrit jusqu’au {day(closes)}." if closes else ""


def _last_day(chosen: date | None, by: timedelta | None, after: date, on: date) -> date | None:
    if chosen is None or on <= chosen <= after:
        return chosen
    if by is None:
        return None
    if chosen < on:  # it is over: a meeting that comes sooner does not open it again
        return chosen + max(by, timedelta(0))
    return min(max(chosen + by, on), after)  # it was open: today at least still counts
