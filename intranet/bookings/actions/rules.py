"""How registration goes: seats, window, line, agreement. More seats let in who waits at once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from intranet.bookings.actions.seats import Seats, hold
from intranet.bookings.models import Approval, RulesChanged, UnderMinimum, WaitlistMode
from intranet.bookings.windows import Start, Window, followed, instants, window_of
from intranet.kit.db import db
from intranet.members.models import Member


@dataclass(frozen=True)
class Rules:
    """What whoever holds a meeting decides of its registration: columns of the bookable."""

    capacity: int | None  # None: as many as come
    remote_capacity: int | None  # None: no seats of their own at a distance
    min_participants: int | None
    confirms_itself: bool
    opens_at: datetime | None
    closes_at: datetime | None
    waitlist_mode: WaitlistMode
    offer_hours: int
    waitlist_max: int | None
    promotes_until: datetime | None
    splits_groups: bool
    approval: Approval
    holds_seat_before_approval: bool


def set_rules(bookable_id: int, rules: Rules, at: datetime, *, by: Member, version: int) -> int:
    """Change all of them, unless somebody did since `version` was read; how many came in.

    Raises RulesChanged, UnderMinimum.
    """
    seats = hold(bookable_id, at, by)
    if seats.bookable.lock_version != version:
        raise RulesChanged(bookable_id)
    _refuse_under(rules.capacity, rules.min_participants)
    for name, value in asdict(rules).items():
        setattr(seats.bookable, name, value)
    return _settled(seats)


def set_seats(
    bookable_id: int, capacity: int | None, remote: int | None, at: datetime, *, by: Member
) -> int:
    """Only how many seats there are: lowered, nobody is put out. Raises UnderMinimum."""
    seats = hold(bookable_id, at, by)
    _refuse_under(capacity, seats.bookable.min_participants)
    seats.bookable.capacity, seats.bookable.remote_capacity = capacity, remote
    return _settled(seats)


def follow_window(
    bookable_id: int, before: Start, after: Start, at: datetime, *, by: Member | None = None
) -> None:
    """Its days moved, or its zone: when one registers goes with them, where it must."""
    bookable = hold(bookable_id, at, by).bookable
    window, on = window_of(bookable, before.tz), at.astimezone(ZoneInfo(after.tz)).date()
    new = followed(window, before.on, after.on, on) if after.on and after.on >= on else window
    if window == Window(None, None, None) or (new == window and before.tz == after.tz):
        return
    for name, value in instants(new, after.tz).items():
        setattr(bookable, name, value)
    bookable.lock_version += 1  # whoever writes the rules meanwhile reads them again
    db.session.flush()


def _refuse_under(capacity: int | None, least: int | None) -> None:
    if least is not None and capacity is not None and capacity < least:
        raise UnderMinimum(least)


def _settled(seats: Seats) -> int:
    seats.bookable.lock_version += 1
    db.session.flush()
    return seats.fill()
