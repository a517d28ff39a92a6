"""A date that calendars read: escaped, folded without cutting a letter, moved by its sequence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from intranet.kit.calendars import as_calendar

pytestmark = pytest.mark.no_database
AT = datetime(2026, 12, 1, 13, 30, tzinfo=UTC)


def written(**said: str) -> str:
    told = {"summary": "Entretien", "place": "Mairie"} | said
    return as_calendar("a@b", starts_at=AT, sequence=2, at=AT, **told)


def test_it_says_when_in_universal_time_and_which_version_it_is() -> None:
    lines = written().split("\r\n")
    assert {"DTSTART:20261201T133000Z", "SEQUENCE:2", "UID:a@b"} <= set(lines)
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])


def test_nothing_typed_becomes_another_line() -> None:
    text = written(place="12, rue; des \\ Essais\r\nATTENDEE:x")
    assert "LOCATION:12\\, rue\\; des \\\\ Essais\\nATTENDEE:x\r\n" in text


def test_long_lines_are_folded_between_letters() -> None:
    text = written(summary="é" * 200)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "é" * 200 in text.replace("\r\n ", "")
