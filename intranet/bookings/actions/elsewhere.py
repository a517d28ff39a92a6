"""Several meetings that do one for the other: leaving the other lines, taking a seat elsewhere.

The lock of another meeting is taken only if nobody has it: two transactions never wait for one
another. What was busy is done by the next `settle`, that of `tick` at the latest.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from intranet.bookings import queries
from intranet.bookings.models import (
    ADMITS,
    Approval,
    Bookable,
    Cause,
    Registration,
    RegistrationState,
    SeatKind,
    WaitlistMode,
)
from intranet.kit.db import db

if TYPE_CHECKING:
    from intranet.bookings.actions.seats import Seats

LEFT = "Place obtenue à une autre session."


def lines_elsewhere(seats: Seats, unit: Sequence[Registration]) -> Sequence[Registration]:
    """Where whoever has a seat here still waits for another run of the same."""
    members = {row.member_id for row in unit if row.member_id is not None}
    alike = queries.holder_of(seats.bookable).alike(seats.bookable.id, seats.at) if members else {}
    waiting = select(Registration).where(
        Registration.bookable_id.in_(alike),
        Registration.member_id.in_(members),
        Registration.state == RegistrationState.WAITLISTED,
    )
    return db.session.scalars(waiting.order_by(Registration.id)).all() if alike else ()


def leave(seats: Seats, lines: Sequence[Registration]) -> None:
    """Leave these lines, as their people asked when they registered there."""
    if not lines:
        return
    for other in _held_without_waiting(seats, {row.bookable_id for row in lines}):
        for row in lines:
            if row.bookable_id == other.bookable.id:
                _leave(other, row)


def _leave(other: Seats, row: Registration) -> None:
    db.session.refresh(row)
    if row.state is RegistrationState.WAITLISTED:
        to, at = RegistrationState.CANCELLED, other.at
        other.move(row, to, Cause.MOVED, note=LEFT, cancelled_at=at, cancel_reason=LEFT)


def welcome(seats: Seats) -> list[Registration]:
    """Seats that nobody waits for here go to those who wait elsewhere and said that it would do.

    By the time they have waited. A seat that needs an agreement, or is given by hand, is not.
    """
    by_itself = (
        seats.bookable.approval is Approval.NONE
        and seats.bookable.waitlist_mode is not WaitlistMode.MANUAL
    )
    if not by_itself or seats.standing not in ADMITS:
        return []
    alike = queries.holder_of(seats.bookable).alike(seats.bookable.id, seats.at)
    found = [row for row in _who_would_come(alike) if _suits(row, seats.subject.region_code)]
    if not found:
        return []
    others = {
        other.bookable.id: other
        for other in _held_without_waiting(seats, {row.bookable_id for row in found})
    }
    came = []
    for row in found:
        other = others.get(row.bookable_id)
        rank = queries.last_rank(seats.bookable.id) + 1
        if other is None or not seats.has_room(row.seat_kind, 1, rank):
            continue
        db.session.refresh(row)
        is_here = queries.active_of(seats.bookable.id, row.member_id or 0)
        if row.state is RegistrationState.WAITLISTED and not is_here:
            came.append(moved_over(seats, other, row))
    return came


def other_seats(seats: Seats) -> list[Seats]:
    """The other meetings that would do, the soonest first, those whose lock is free."""
    alike = queries.holder_of(seats.bookable).alike(seats.bookable.id, seats.at)
    held = {other.bookable.id: other for other in _held_without_waiting(seats, alike)}
    return [held[number] for number in alike if number in held]


def moved_over(seats: Seats, other: Seats, row: Registration) -> Registration:
    """A new registration here; that of the other meeting ends, its line of history says why."""
    apart = seats.bookable.remote_capacity is not None
    came = Registration(
        bookable_id=seats.bookable.id,
        member_id=row.member_id,
        guest_name=row.guest_name,
        guest_email=row.guest_email,
        requested_by_id=row.requested_by_id,
        employer_id=row.employer_id,
        seat_kind=row.seat_kind if apart else SeatKind.ROOM,
        answers=dict(row.answers),
        needs=row.needs,
        has_needs=row.has_needs,
        manager_name=row.manager_name,
        manager_email=row.manager_email,
        leaves_other_lists=row.leaves_other_lists,
        moved_from_id=row.id,
        quality_until=seats.subject.quality_until,
    )
    note = f"Depuis la session {other.subject.where_and_when}."
    seats.admit([came], Cause.MOVED, state=RegistrationState.CONFIRMED, note=note)
    here = f"Place obtenue : {seats.subject.where_and_when}."
    to = RegistrationState.CANCELLED
    other.move(row, to, Cause.MOVED, note=here, cancelled_at=seats.at, cancel_reason=here)
    return came


def _who_would_come(alike: Collection[int]) -> Sequence[Registration]:
    """One by one: a group waits where it asked to."""
    query = (
        select(Registration)
        .where(
            Registration.bookable_id.in_(alike),
            Registration.state == RegistrationState.WAITLISTED,
            Registration.accepts_other_runs,
            Registration.member_id.is_not(None),
            Registration.group_id.is_(None),
        )
        .order_by(Registration.created_at, Registration.id)
    )
    return db.session.scalars(query).all() if alike else []


def _suits(row: Registration, region_code: str | None) -> bool:
    """No region ticked: anywhere."""
    return not row.other_regions or region_code in row.other_regions


def _held_without_waiting(seats: Seats, ids: Collection[int]) -> list[Seats]:
    query = (
        select(Bookable)
        .where(Bookable.id.in_(ids))
        .order_by(Bookable.id)
        .with_for_update(skip_locked=True, key_share=True, of=Bookable)
        .execution_options(populate_existing=True)
    )
    return [replace(seats, bookable=found, by=None) for found in db.session.scalars(query)]
