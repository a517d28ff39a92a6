"""Saying who takes the seats of a group: named later, changed until the start."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from intranet.bookings import queries
from intranet.bookings.actions.seats import hold
from intranet.bookings.actions.telling import HANDED_OVER, NAMED, tell
from intranet.bookings.models import LEAVABLE, AlreadyRegistered, Cause, HasBegun, Registration
from intranet.members.models import Member


def name(
    row: Registration,
    at: datetime,
    *,
    by: Member,
    member: Member | None = None,
    guest_name: str = "",
    guest_email: str = "",
) -> None:
    """Give a seat to somebody, told at once, as is whoever had it before.

    Raises AlreadyRegistered, HasBegun, RegistrationAlreadyMoved.
    """
    seats = hold(row.bookable_id, at, by)
    seats.fresh(row, *LEAVABLE)
    if seats.subject.has_begun(at):
        raise HasBegun(row.bookable_id)
    if member and queries.active_of(row.bookable_id, member.id):
        raise AlreadyRegistered(member.id)
    if row.member_id or row.guest_email:
        tell(seats, [row], news=HANDED_OVER)
    person: dict[str, Any] = {
        "member_id": member.id if member else None,
        "guest_name": "" if member else guest_name,
        "guest_email": "" if member else guest_email,
        "needs": "",
        "has_needs": False,
        # Whoever had the seat was invited; whoever takes it was not.
        "invited_at": None,
        "invitation_digest": "",
        "invitation_read_at": None,
    }
    seats.move(row, row.state, Cause.NAMED, **person)
    tell(seats, [row], news=NAMED)
