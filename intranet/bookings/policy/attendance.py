"""Who may open again what was settled, and undo what was a slip of the finger."""

from __future__ import annotations

from datetime import datetime, timedelta

from intranet.bookings.models import Attendance, Method, Presence
from intranet.members.models import Member

AT_THE_DOOR = (Method.CODE, Method.MANUAL)
TAKEN_BACK_WITHIN = timedelta(minutes=30)


def may_reopen(member: Member) -> bool:
    """Of those who hold a meeting, an animator alone opens again what was settled."""
    return member.is_animator


def may_be_taken_back(line: Attendance, at: datetime) -> bool:
    """Whether a welcome may still be a slip of the finger."""
    is_welcome = line.method in AT_THE_DOOR and line.presence is Presence.PRESENT
    return is_welcome and line.signed_at > at - TAKEN_BACK_WITHIN


def may_write_template(member: Member) -> bool:
    """Whoever trains for an organization of the network writes the dossier that its runs begin with."""
    return member.is_trainer and member.is_admitted
