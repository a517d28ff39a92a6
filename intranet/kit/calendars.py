"""Dates to put in one’s calendar (iCalendar, RFC 5545): one, or a whole feed that others subscribe to.

The library writes; the time zones are ours. What `icalendar` makes of them by itself is read an
hour late by widespread clients, so `add_missing_timezones` is never called (docs/decisions/0014).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import Response, request

from intranet.kit.texts import clean

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Passerelles//FR"
ZONES = Path(__file__).with_name("timezones.ics")
REFRESH = timedelta(hours=6)  # how often a subscriber is asked to come back


@dataclass(frozen=True)
class Entry:
    """One event of a calendar. A greater `sequence` under the same `uid` moves it.

    `starts` and `ends` are wall times of the zone `tz`, instants where there is no zone, or whole
    days (`ends` is then the last one).
    """

    uid: str
    summary: str
    starts: datetime | date
    ends: datetime | date | None
    changed_at: datetime
    tz: str | None = None
    sequence: int = 0
    status: str = "CONFIRMED"
    place: str = ""
    description: str = ""
    url: str = ""


def as_calendar(
    uid: str,
    *,
    starts_at: datetime,
    summary: str,
    place: str,
    sequence: int,
    at: datetime,
    status: str = "CONFIRMED",
) -> str:
    """One event at an instant, to be put in a calendar by hand."""
    entry = Entry(
        uid, summary, starts_at, None, at, sequence=sequence, place=place, status=status
    )  # fmt: skip
    return written([entry]).decode()


def written(entries: Iterable[Entry], *, name: str = "") -> bytes:
    """A calendar of these events, with the zones that they use; named, it is one to subscribe to."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("name", on_one_line(name))
        calendar.add("x-wr-calname", on_one_line(name))
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT6H")
    events = [(entry.tz, _event(entry)) for entry in entries]
    known = _zones()
    for tz in sorted({tz for tz, _ in events if tz}):
        calendar.add_component(known[tz])
    for _, event in events:
        calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text


def answer(entries: Iterable[Entry], *, name: str, file: str, public: bool = True) -> Response:
    """The calendar, or 304 to whoever has it already: nothing in it says when it was asked."""
    response = Response(written(entries, name=name), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f"inline; filename={file}"
    response.headers["Cache-Control"] = "no-cache" if public else "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _event(entry: Entry) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("status", entry.status)
    event.add("summary", clean(entry.summary))
    # What was said last of it, and not when it is asked: asked twice, a calendar is the same.
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("dtstart", _moment(entry.starts, entry.tz))
    if entry.ends is not None:
        whole_days = not isinstance(entry.ends, datetime)
        ends = entry.ends + timedelta(days=1) if whole_days else entry.ends
        event.add("dtend", _moment(ends, entry.tz))
        if whole_days:
            event.add("transp", "TRANSPARENT")
    for field, said in (("location", clean(entry.place)), ("url", on_one_line(entry.url))):
        if said:
            event.add(field, said)
    if entry.description:
        event.add("description", clean(entry.description))
    return event


def on_one_line(text: str) -> str:
    """What the library writes as it is: a name of several lines would break the calendar."""
    return " ".join(clean(text).split())


def _moment(when: datetime | date, tz: str | None) -> datetime | date:
    if not isinstance(when, datetime):
        return when
    return when.replace(tzinfo=ZoneInfo(tz)) if tz else when.astimezone(UTC)


@lru_cache(maxsize=1)
def _zones() -> dict[str, Any]:
    """The zones where French people live, as the rules of the year say them."""
    from icalendar import Calendar

    kept = Calendar.from_ical(ZONES.read_bytes())
    return {str(zone["TZID"]): zone for zone in kept.walk("VTIMEZONE")}
