"""Asking for seats: for oneself, for a colleague, for several people named later, by an organizer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from intranet.bookings import queries
from intranet.bookings.actions.elsewhere import other_seats
from intranet.bookings.actions.seats import Seats, hold
from intranet.bookings.actions.telling import ask_manager, tell, tell_referents
from intranet.bookings.models import (
    Cause,
    GroupTooLarge,
    NotOpen,
    Registration,
    RegistrationGroup,
    RegistrationState,
    SeatKind,
    Standing,
)
from intranet.kit.db import db
from intranet.members.models import Member


@dataclass(frozen=True)
class Asked:
    """What is said with a request for a seat."""

    seat_kind: SeatKind = SeatKind.ROOM
    needs: str = ""
    manager_name: str = ""
    manager_email: str = ""
    accepts_other_runs: bool = False
    other_regions: list[str] = field(default_factory=list)
    leaves_other_lists: bool = True
    answers: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Together:
    """What is said of a group: how many, whether it may be split, for which structure."""

    seats: int
    accepts_split: bool = False
    note: str = ""


class Registered(NamedTuple):
    """What came of a request; `is_new` is False where it had been made already."""

    registration: Registration
    is_new: bool


def register(
    bookable_id: int, member: Member, asked: Asked, at: datetime, *, by: Member
) -> Registered:
    """A seat, a place in line or an answer to wait for: decided under the lock.

    Asked twice, it is one registration. Raises NotOpen, NoRoomLeft.
    """
    seats = hold(bookable_id, at, by)
    if found := queries.active_of(bookable_id, member.id):
        return Registered(found, is_new=False)
    row = _row(seats, asked, member=member, employer_id=member.organization_id)
    itself = by.id == member.id
    seats.admit([row], Cause.ASKED if itself else Cause.ASKED_FOR_ANOTHER)
    ask_manager(seats, [row])
    seats.told([row])
    tell_referents(seats, row)
    return Registered(_elsewhere(seats, row), is_new=True)


def register_group(
    bookable_id: int, together: Together, asked: Asked, at: datetime, *, by: Member, token: str
) -> Registered:
    """Several seats for one's structure; the same `token` sent twice is one request.

    A group that is not split is confirmed whole or waits whole, and nobody behind passes it.
    Raises NotOpen, NoRoomLeft, GroupTooLarge.
    """
    seats = hold(bookable_id, at, by)
    tokens = [f"{token}:{number}" for number in range(together.seats)]
    known = select(Registration).where(Registration.submission_token == tokens[0])
    if found := db.session.scalars(known).one_or_none():
        return Registered(found, is_new=False)
    splits = together.accepts_split and seats.bookable.splits_groups
    apart = seats.bookable.remote_capacity is not None and asked.seat_kind is SeatKind.REMOTE
    capacity = seats.bookable.remote_capacity if apart else seats.bookable.capacity
    if capacity is not None and together.seats > capacity and not splits:
        raise GroupTooLarge(capacity)
    group = RegistrationGroup(
        bookable_id=bookable_id,
        requested_by_id=by.id,
        organization_id=by.organization_id,
        seats=together.seats,
        accepts_split=splits,
        note=together.note,
    )
    db.session.add(group)
    db.session.flush()
    rows = [
        _row(seats, asked, group_id=group.id, submission_token=one, employer_id=by.organization_id)
        for one in tokens
    ]
    for unit in [[row] for row in rows] if splits else [rows]:
        seats.admit(unit, Cause.ASKED)
    ask_manager(seats, rows)
    for state in dict.fromkeys(row.state for row in rows):
        tell(seats, [row for row in rows if row.state is state])
    return Registered(rows[0], is_new=True)


def place(
    bookable_id: int,
    at: datetime,
    *,
    by: Member,
    reason: str,
    member: Member | None = None,
    guest_name: str = "",
    guest_email: str = "",
) -> Registered:
    """A seat given by an organizer, whatever the window and the seats left: the history says so.

    Raises NotOpen where the meeting is called off.
    """
    seats = hold(bookable_id, at, by)
    if seats.bookable.cancelled_at:
        raise NotOpen(Standing.CALLED_OFF)
    known = (
        queries.active_of(bookable_id, member.id)
        if member
        else queries.guest_of(bookable_id, guest_name, guest_email)
    )
    if known:
        return Registered(known, is_new=False)
    row = _row(seats, Asked(), member=member, guest_name=guest_name, guest_email=guest_email)
    row.employer_id = member.organization_id if member else None
    confirmed = RegistrationState.CONFIRMED
    seats.admit([row], Cause.OUT_OF_ORDER, state=confirmed, note=reason)
    tell(seats, [row])
    return Registered(row, is_new=True)


def _elsewhere(seats: Seats, row: Registration) -> Registration:
    """Full here, and another run would do: the seat that is free there, if there is one."""
    if row.state is RegistrationState.WAITLISTED and row.accepts_other_runs:
        for other in other_seats(seats):
            other.fill()
            db.session.refresh(row)
            if row.state is not RegistrationState.WAITLISTED:
                moved = select(Registration).where(Registration.moved_from_id == row.id)
                return db.session.scalars(moved).one()
    return row


def _row(seats: Seats, asked: Asked, **more: Any) -> Registration:
    kind = asked.seat_kind if seats.bookable.remote_capacity is not None else SeatKind.ROOM
    return Registration(
        bookable_id=seats.bookable.id,
        requested_by_id=seats.by.id if seats.by else None,
        seat_kind=kind,
        needs=asked.needs,
        has_needs=bool(asked.needs),
        manager_name=asked.manager_name,
        manager_email=asked.manager_email,
        accepts_other_runs=asked.accepts_other_runs,
        other_regions=list(asked.other_regions),
        leaves_other_lists=asked.leaves_other_lists,
        answers=dict(asked.answers),
        quality_until=seats.subject.quality_until,
        **more,
    )
