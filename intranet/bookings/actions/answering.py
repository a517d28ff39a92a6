"""What becomes of a seat asked for: agreed to or not, accepted, declined, given back, called off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from intranet.bookings import queries
from intranet.bookings.actions.seats import Seats, Unit, hold
from intranet.bookings.actions.telling import tell, tell_organizers
from intranet.bookings.models import (
    ACTIVE,
    LEAVABLE,
    Befell,
    Cause,
    HasBegun,
    MeetingEvent,
    ReasonNeeded,
    Registration,
    RegistrationState,
)
from intranet.kit.db import db
from intranet.members.models import Member

PENDING, WAITLISTED = RegistrationState.PENDING, RegistrationState.WAITLISTED
OFFERED, CONFIRMED = RegistrationState.OFFERED, RegistrationState.CONFIRMED


def approve(row: Registration, at: datetime, *, by: Member | None = None, note: str = "") -> None:
    """The manager or the organizer agrees: the seat or the line is decided now, by rank of asking.

    Raises RegistrationAlreadyMoved; and HasBegun where a manager, not whoever holds the meeting,
    answers once it has begun.
    """
    seats = hold(row.bookable_id, at, by)
    if by is None:
        _refuse_once_begun(seats)
    units = _answered_at_once(seats, seats.fresh(row, PENDING))
    decided = {"decided_at": at, "decided_by_id": by.id if by else None, "decision_note": note}
    for unit in units:
        has_room = seats.has_room(unit[0].seat_kind, len(unit), unit[0].rank)
        to = CONFIRMED if has_room else WAITLISTED
        seats.move_all(unit, to, Cause.APPROVED, note=note, **decided)
    rows = [one for unit in units for one in unit]
    for state in dict.fromkeys(one.state for one in rows):
        seats.told([one for one in rows if one.state is state], note)
    seats.fill()


def refuse(row: Registration, at: datetime, reason: str, *, by: Member | None = None) -> None:
    """The manager or the organizer does not agree, and says why. Raises what `approve` does."""
    seats = hold(row.bookable_id, at, by)
    if by is None:
        _refuse_once_begun(seats)
    rows = [one for unit in _answered_at_once(seats, seats.fresh(row, PENDING)) for one in unit]
    decided = {"decided_at": at, "decided_by_id": by.id if by else None, "decision_note": reason}
    seats.move_all(rows, RegistrationState.REJECTED, Cause.REFUSED, note=reason, **decided)
    tell(seats, rows, reason)
    seats.fill()


def _answered_at_once(seats: Seats, row: Registration) -> Sequence[Unit]:
    """What one answer decides of: an organizer answers for each seat of a group that may be split;
    its manager was asked once, for all of them.
    """
    if seats.by is not None:
        return [seats.unit(row)]
    asked = queries.asked_with(row).execution_options(populate_existing=True)
    rows = db.session.scalars(asked).all()
    splits = row.group is not None and row.group.accepts_split
    return [[one] for one in rows] if splits else [rows]


def accept(row: Registration, at: datetime, *, by: Member | None = None) -> None:
    """Take the seat that is offered, in time. Raises RegistrationAlreadyMoved."""
    seats = hold(row.bookable_id, at, by)
    unit = seats.unit(seats.fresh(row, OFFERED))
    seats.move_all(unit, CONFIRMED, Cause.ACCEPTED)
    seats.told(unit)


def decline(row: Registration, at: datetime, *, by: Member | None = None) -> None:
    """Leave the seat that is offered to the next in line. Raises RegistrationAlreadyMoved."""
    seats = hold(row.bookable_id, at, by)
    unit = seats.unit(seats.fresh(row, OFFERED))
    seats.move_all(unit, RegistrationState.DECLINED, Cause.DECLINED)
    tell(seats, unit)
    seats.fill()


def cancel(row: Registration, at: datetime, *, by: Member | None = None, reason: str = "") -> None:
    """Give one seat back, or leave the line; what is free goes to the next in the same transaction.

    After the registration closed, a seat given back is marked late. Raises HasBegun,
    RegistrationAlreadyMoved.
    """
    seats = hold(row.bookable_id, at, by)
    seats.fresh(row, *LEAVABLE)
    _refuse_once_begun(seats)
    closes_at = seats.bookable.closes_at
    is_late = row.state is CONFIRMED and closes_at is not None and at >= closes_at
    to = RegistrationState.LATE_CANCELLED if is_late else RegistrationState.CANCELLED
    seats.move(row, to, Cause.CANCELLED, note=reason, cancelled_at=at, cancel_reason=reason)
    tell(seats, [row], reason)
    seats.fill()


def dismiss(row: Registration, at: datetime, reason: str, *, by: Member) -> None:
    """An organizer takes a registration back, and says why. Raises HasBegun, RegistrationAlreadyMoved."""
    seats = hold(row.bookable_id, at, by)
    seats.fresh(row, *LEAVABLE)
    _refuse_once_begun(seats)
    to = RegistrationState.CANCELLED_BY_ORGANIZER
    seats.move(row, to, Cause.CANCELLED, note=reason, cancelled_at=at, cancel_reason=reason)
    tell(seats, [row], reason)
    seats.fill()


def promote(row: Registration, at: datetime, *, by: Member, reason: str = "") -> None:
    """An organizer gives a seat to somebody who waits.

    Raises RegistrationAlreadyMoved; and ReasonNeeded where nothing says why they pass before
    others, or beyond the seats there are.
    """
    seats = hold(row.bookable_id, at, by)
    unit = seats.unit(seats.fresh(row, WAITLISTED))
    in_order = seats.has_room(unit[0].seat_kind, len(unit), unit[0].rank)
    if not in_order and not reason:
        raise ReasonNeeded(row.id)
    cause = Cause.PROMOTED if in_order else Cause.OUT_OF_ORDER
    seats.move_all(unit, CONFIRMED, cause, note=reason)
    seats.told(unit)


def settle(bookable_id: int, at: datetime, *, by: Member | None = None) -> None:
    """After the seats or their rules changed: end what lapsed, give in order what is free."""
    hold(bookable_id, at, by).fill()


def call_off(bookable_id: int, at: datetime, reason: str, *, by: Member | None = None) -> int:
    """The meeting will not be: every registration ends, and everybody is told; how many did."""
    seats = hold(bookable_id, at, by)
    active = select(Registration).where(
        Registration.bookable_id == bookable_id, Registration.state.in_(ACTIVE)
    )
    in_order = active.order_by(Registration.rank)  # as the timer takes those that it invites
    rows = db.session.scalars(in_order.execution_options(populate_existing=True)).all()
    instead = queries.next_instead(seats.bookable, at)
    seats.bookable.told_sequence = seats.bookable.ics_sequence
    db.session.add(
        MeetingEvent(bookable_id=bookable_id, at=at, actor=by, what=Befell.CANCELLED, note=reason)
    )
    for row in rows:
        to = RegistrationState.CANCELLED_BY_ORGANIZER
        seats.move(row, to, Cause.CALLED_OFF, note=reason, cancelled_at=at, cancel_reason=reason)
    for unit in _told_together(rows):
        tell(seats, unit, reason, instead=instead, to_organizers=False)
    if rows:
        tell_organizers(seats, rows, reason)
    return len(rows)


def _told_together(rows: Sequence[Registration]) -> Collection[Unit]:
    """Each apart; the seats of a group that have no address at once, to who asked for them."""
    units: dict[tuple[str, int], list[Registration]] = {}
    for row in rows:
        at_once = row.group_id if not row.holder_key else None
        units.setdefault(("group", at_once) if at_once else ("seat", row.id), []).append(row)
    return units.values()


def _refuse_once_begun(seats: Seats) -> None:
    if seats.subject.has_begun(seats.at):
        raise HasBegun(seats.bookable.id)
