"""Dates that calendars read: escaped, folded, moved by their sequence, right in every zone.

`vobject` is the independent reader: what it understands is compared with the zones themselves.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import vobject

from intranet.bookings.models import PARIS, TIME_ZONES, TIME_ZONES_OF_COMMUNES, refused_hour
from intranet.kit.calendars import Entry, as_calendar, written

pytestmark = pytest.mark.no_database
AT = datetime(2026, 12, 1, 13, 30, tzinfo=UTC)
EVERY_ZONE = sorted({PARIS, *TIME_ZONES.values(), *TIME_ZONES_OF_COMMUNES.values()})


def one(**said: str) -> str:
    told = {"summary": "Entretien", "place": "Mairie"} | said
    return as_calendar("a@b", starts_at=AT, sequence=2, at=AT, **told)


def entry(**said: Any) -> Entry:
    starts = said.pop("starts", datetime(2027, 1, 18, 9, 0))
    ends = said.pop("ends", datetime(2027, 1, 18, 12, 30))
    return Entry(
        **{"uid": "a@b", "summary": "Séance", "starts": starts, "ends": ends, "changed_at": AT, "tz": PARIS} | said
    )  # fmt: skip


def unfolded(*entries: Entry, name: str = "") -> list[str]:
    return written(entries, name=name).decode().replace("\r\n ", "").split("\r\n")


def test_it_says_when_in_universal_time_and_which_version_it_is() -> None:
    lines = one().split("\r\n")
    assert {"DTSTART:20261201T133000Z", "SEQUENCE:2", "UID:a@b"} <= set(lines)
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])


def test_nothing_typed_becomes_another_line() -> None:
    text = one(place="12, rue; des \\ Essais\r\nATTENDEE:x").replace("\r\n ", "")
    assert "\r\nATTENDEE" not in text
    (event,) = vobject.readOne(text).vevent_list
    assert event.location.value.split("\n")[0].strip() == "12, rue; des \\ Essais"


def test_long_lines_are_folded_between_letters() -> None:
    text = one(summary="é" * 200)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "é" * 200 in text.replace("\r\n ", "")


def test_a_slot_is_written_at_the_hours_of_its_place_with_the_rules_of_its_zone() -> None:
    lines = unfolded(entry(), name="Mon agenda")

    assert "DTSTART;TZID=Europe/Paris:20270118T090000" in lines
    assert "DTEND;TZID=Europe/Paris:20270118T123000" in lines
    assert lines.count("BEGIN:VTIMEZONE") == 1
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in lines
    assert not [line for line in lines if line.startswith("RDATE")]
    assert {"REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H", "NAME:Mon agenda"} <= set(lines)  # fmt: skip


def test_whole_days_end_the_day_after_and_leave_people_free() -> None:
    lines = unfolded(entry(starts=date(2027, 1, 18), ends=date(2027, 1, 19), tz=None))

    assert {"DTSTART;VALUE=DATE:20270118", "DTEND;VALUE=DATE:20270120", "TRANSP:TRANSPARENT"} <= set(lines)  # fmt: skip
    assert "BEGIN:VTIMEZONE" not in lines


def test_asked_twice_it_is_the_same_bytes() -> None:
    assert written([entry(status="CANCELLED", sequence=3)]) == written(
        [entry(status="CANCELLED", sequence=3)]
    )


def instants(tz: str, hours: list[datetime]) -> tuple[list[datetime], list[datetime]]:
    """As another reader understands the hours of a zone, and as they are.

    The zone is renamed on the way: the reader knows nothing of it but the rules that we give. Two
    hours at a time: one begins an event, the next ends it.
    """
    slots = [
        entry(uid=f"{n}@b", starts=starts, ends=ends, tz=tz)
        for n, (starts, ends) in enumerate(zip_longest(hours[::2], hours[1::2]))
    ]
    ours = f"Ours/{uuid4()}"
    text = written(slots).decode().replace("\r\n ", "").replace(tz, ours)
    events = vobject.readOne(text).vevent_list
    read = [
        told.value.astimezone(UTC) for event in events for told in (event.dtstart, *ends_of(event))
    ]
    return read, [hour.replace(tzinfo=ZoneInfo(tz)).astimezone(UTC) for hour in hours]


def ends_of(event: Any) -> list[Any]:
    """When it ends, where it says so."""
    return [event.dtend] if "dtend" in event.contents else []


@pytest.mark.parametrize("tz", EVERY_ZONE)
def test_another_reader_finds_the_instant_of_each_hour_in_each_zone(tz: str) -> None:
    first = datetime(2026, 1, 2, 8, 15)
    hours = [first + timedelta(days=day, hours=day % 11) for day in range(0, 366 * 8, 5)]

    read, expected = instants(tz, [hour for hour in hours if refused_hour(hour, tz) is None])

    assert read == expected


@pytest.mark.parametrize(
    ("tz", "days"),
    [
        ("Europe/Paris", (date(2027, 3, 28), date(2027, 10, 31))),
        ("America/Miquelon", (date(2027, 3, 14), date(2027, 11, 7))),
    ],
)
def test_the_day_that_the_hour_changes_is_right_too(tz: str, days: tuple[date, date]) -> None:
    read, expected = instants(tz, [datetime.combine(day, time(h)) for day in days for h in (0, 4, 9)])  # fmt: skip

    assert read == expected
