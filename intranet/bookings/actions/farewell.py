"""What becomes of the seats of a member whose account closes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, or_, select, update

from intranet.bookings.actions.seats import hold
from intranet.bookings.models import (
    LEAVABLE,
    Cause,
    Registration,
    RegistrationEvent,
    RegistrationGroup,
    RegistrationState,
)
from intranet.kit.db import db, every
from intranet.members.models import Member


def leave_all(member_id: int, at: datetime) -> None:
    """Give back every seat not yet used, and forget what was said with them.

    Theirs, and those they asked for that have no name: nobody would answer for them. The seats of
    colleagues stay. Meetings are held one after the other, in the order of their numbers.
    """
    for bookable_id in sorted({row.bookable_id for row in every(_leavable(member_id))}):
        _leave(bookable_id, member_id, at)
    theirs = Registration.member_id == member_id
    said = {"needs": "", "answers": {}, "manager_name": "", "manager_email": ""}
    words = {"cancel_reason": "", "decision_note": ""}
    db.session.execute(update(Registration).where(theirs).values(**said, **words))
    groups = RegistrationGroup.requested_by_id == member_id
    db.session.execute(update(RegistrationGroup).where(groups).values(note=""))
    histories = select(Registration.id).where(theirs)
    written = or_(
        RegistrationEvent.actor_id == member_id, RegistrationEvent.registration_id.in_(histories)
    )
    db.session.execute(update(RegistrationEvent).where(written).values(note=""))


def _leavable(member_id: int) -> Select[Registration]:
    """Their seats, and those they asked for that have no name."""
    unnamed = Registration.member_id.is_(None) & (Registration.guest_name == "")
    asked = (Registration.requested_by_id == member_id) & unnamed
    return select(Registration).where(
        or_(Registration.member_id == member_id, asked), Registration.state.in_(LEAVABLE)
    )


def _leave(bookable_id: int, member_id: int, at: datetime) -> None:
    seats = hold(bookable_id, at, db.session.get_one(Member, member_id))
    if seats.subject.has_begun(at):
        return  # attendance says who came
    rows = _leavable(member_id).where(Registration.bookable_id == bookable_id)
    for row in every(rows.execution_options(populate_existing=True)):
        seats.move(row, RegistrationState.CANCELLED, Cause.ERASED, cancelled_at=at)
        seats.told([row])
    seats.fill()
