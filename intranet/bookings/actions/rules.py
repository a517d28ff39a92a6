"""How many seats there are: raised, those who wait come in at once; lowered, nobody is put out."""

from __future__ import annotations

from datetime import datetime

from intranet.bookings.actions.seats import hold
from intranet.kit.db import db
from intranet.members.models import Member


class UnderMinimum(Exception):
    """Fewer seats than the people without whom it is not held."""


def set_seats(
    bookable_id: int, capacity: int | None, remote: int | None, at: datetime, *, by: Member
) -> int:
    """Say how many seats there are, in the room and at a distance; how many came in.

    None: as many as come, in the room; no seats of their own, at a distance. Raises UnderMinimum.
    """
    seats = hold(bookable_id, at, by)
    least = seats.bookable.min_participants
    if least and capacity is not None and capacity < least:
        raise UnderMinimum(least)
    seats.bookable.capacity, seats.bookable.remote_capacity = capacity, remote
    seats.bookable.lock_version += 1
    db.session.flush()
    return seats.fill()
