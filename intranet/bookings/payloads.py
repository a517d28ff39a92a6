"""What a certificate says: made once from the facts, frozen as canonical JSON, read back by pages.

Only texts, whole numbers, lists and objects with ASCII names: sorted and unspaced, their JSON is
that of RFC 8785 (JCS), so anyone computes the same SHA-256.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from intranet.bookings.models import OF_LEVELS, CertificateKind, Facts, Reached
from intranet.kit.clock import in_paris

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: none is taken for another
LENGTH = 16  # letters, so 80 bits
ALIKE = str.maketrans("OIL", "011")


def new_code() -> str:
    """K7QM-2XHD-9RTF-4WZN: hard to guess, easy to read over the telephone."""
    return grouped("".join(secrets.choice(LETTERS) for _ in range(LENGTH)))


def read_code(typed: str) -> str:
    """A code as it is kept, however it was typed; what is no code stays what nobody has."""
    letters = "".join(typed[:60].upper().split()).replace("-", "").translate(ALIKE)
    return grouped(letters[: LENGTH + 1])


def grouped(letters: str) -> str:
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def payload_of(
    kind: CertificateKind, facts: Facts, *, serial: str, code: str, signed_by: str, at: datetime
) -> dict[str, Any]:
    """All that the document says, as of that day."""
    meeting = facts.meeting
    return {
        "version": 1,
        "serial": serial,
        "code": code,
        "issued_on": in_paris(at).date().isoformat(),
        "signed_by": signed_by,
        **said(kind, facts),
        "action": {
            "title": meeting.title,
            "address": meeting.address,
            "nature": meeting.nature,
            "organizer": meeting.organizer,
            "organizer_number": meeting.organizer_number,
            "dates": meeting.dates,
            "starts_on": _day(meeting.starts_on),
            "ends_on": _day(meeting.ends_on),
            "place": meeting.place,
        },
    }


def said(kind: CertificateKind, facts: Facts) -> dict[str, Any]:
    """The part that a correction may change: who, the hours, the levels."""
    return {
        "kind": kind.value,
        "person": facts.name,
        "employer": facts.employer,
        "hours": {"attended": facts.hours.attended, "planned": facts.hours.planned},
        "competencies": [_reached(one) for one in facts.reached or ()] if kind in OF_LEVELS else [],
    }


def is_outdated(payload: dict[str, Any], kind: CertificateKind, facts: Facts) -> bool:
    """Whether the facts say something else than what was issued."""
    now_said = said(kind, facts)
    return bool(payload) and {name: payload.get(name) for name in now_said} != now_said


def _reached(one: Reached) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": one.title,
        "uri": one.uri,
        "edition": one.edition,
        "level": one.level,
        "level_label": one.level_label,
        "method": one.method,
        "assessor": one.assessor,
    }


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""
