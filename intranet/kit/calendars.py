"""A date to put in one’s calendar: iCalendar (RFC 5545), lines of 75 octets, texts escaped."""

from __future__ import annotations

from datetime import UTC, datetime

WIDTH = 75  # octets of a line; the rest goes on after a blank


def as_calendar(
    uid: str, *, starts_at: datetime, summary: str, place: str, sequence: int, at: datetime
) -> str:
    """One event. A greater `sequence` under the same `uid` moves it rather than adding another."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Passerelles//FR",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:{_instant(at)}",
        f"DTSTART:{_instant(starts_at)}",
        f"SUMMARY:{_text(summary)}",
        f"LOCATION:{_text(place)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _instant(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(said: str) -> str:
    for sign in ("\\", ";", ","):
        said = said.replace(sign, f"\\{sign}")
    return said.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """No letter is cut in two: the width is counted in octets."""
    parts, width = [""], 0
    for letter in line:
        size = len(letter.encode())
        if width + size > WIDTH:
            parts.append(" ")
            width = 1
        parts[-1] += letter
        width += size
    return "\r\n".join(parts)
