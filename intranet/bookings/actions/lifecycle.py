"""What happens to a meeting as a whole: sure to be held, postponed, given new dates, over. Calling off is in `answering`."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from intranet.bookings import queries
from intranet.bookings.actions.elsewhere import moved_over
from intranet.bookings.actions.seats import hold
from intranet.bookings.actions.telling import tell, tell_postponed, tell_referents, who_follows
from intranet.bookings.models import (
    ACTIVE,
    ADMITS,
    AWAITED,
    AlreadyCalledOff,
    AlreadyRegistered,
    Approval,
    Befell,
    Bookable,
    HasBegun,
    Lifecycle,
    MeetingEvent,
    NoRoomLeft,
    NotOpen,
    Registration,
    RegistrationState,
    Subject,
)
from intranet.kit import letters
from intranet.kit.conditional import changed_one
from intranet.kit.db import db, every
from intranet.members.models import Member

OVER_AFTER = timedelta(hours=1)


def will_be_held(
    bookable: Bookable, subject: Subject, at: datetime, *, by: Member | None = None
) -> bool:
    """Whoever has a seat, and whoever holds it, read once that it will be held; whether it was news.

    `by` is who says so, however few come; None: enough people do.
    """
    scheduled = Bookable.id == bookable.id, Bookable.lifecycle == Lifecycle.SCHEDULED
    held = {"lifecycle": Lifecycle.CONFIRMED, "confirmed_at": at}
    if not changed_one(update(Bookable).where(*scheduled).values(**held)):
        return False
    db.session.add(MeetingEvent(bookable_id=bookable.id, at=at, actor=by, what=Befell.CONFIRMED))
    seated = queries.on_list(bookable.id).where(Registration.state == RegistrationState.CONFIRMED)
    followers = filter(None, map(who_follows, db.session.scalars(seated)))
    people = {reader.address: reader.name for reader in followers}
    for address, name in (dict.fromkeys(subject.told, "") | people).items():
        if address:
            key = f"held-{bookable.id}-{bookable.ics_sequence}-{address}"
            letters.write(
                "bookings/held", address, key=key, name=name, subject=subject, enough=by is None
            )
    return True


def postpone(bookable_id: int, at: datetime, reason: str, *, by: Member) -> int:
    """No date any more: seats are kept, the waiting list stands still, everybody is told; how many.

    Raises AlreadyCalledOff.
    """
    seats = hold(bookable_id, at, by)
    moved = update(Bookable).where(Bookable.id == bookable_id, Bookable.lifecycle.in_(AWAITED))
    values = {
        "lifecycle": Lifecycle.POSTPONED,
        "moved_at": at,
        "ics_sequence": Bookable.ics_sequence + 1,
        "told_sequence": Bookable.ics_sequence + 1,
        "lock_version": Bookable.lock_version + 1,
    }
    if not changed_one(moved.values(**values)):
        raise AlreadyCalledOff(bookable_id)
    db.session.refresh(seats.bookable)
    db.session.add(
        MeetingEvent(bookable_id=bookable_id, at=at, actor=by, what=Befell.POSTPONED, note=reason)
    )
    active = select(Registration).where(
        Registration.bookable_id == bookable_id, Registration.state.in_(ACTIVE)
    )
    rows = every(active.order_by(Registration.rank))
    return sum(tell_postponed(seats, row, reason) for row in rows)


def complete(at: datetime) -> int:
    """Meetings that ended an hour ago are over; how many became so. For `tick`."""
    over = queries.over_since(at, OVER_AFTER, *AWAITED)
    for bookable, _ in over:
        ended = update(Bookable).where(Bookable.id == bookable.id, Bookable.lifecycle.in_(AWAITED))
        if changed_one(ended.values(lifecycle=Lifecycle.COMPLETED, updated_at=Bookable.updated_at)):
            db.session.add(MeetingEvent(bookable_id=bookable.id, at=at, what=Befell.COMPLETED))
    return len(over)


def exchange(row: Registration, to_id: int, at: datetime, *, by: Member | None) -> Registration:
    """Leave a seat for one of another meeting alike, both or neither.

    The locks are taken in the order of numbers, so that two exchanges never wait for one another.
    A seat that needs an agreement is asked for, never exchanged. Raises NotOpen, NoRoomLeft,
    AlreadyRegistered, HasBegun, RegistrationAlreadyMoved.
    """
    held = {one: hold(one, at, by) for one in sorted({row.bookable_id, to_id})}
    here, there = held[row.bookable_id], held[to_id]
    if here.subject.has_begun(at):
        raise HasBegun(row.bookable_id)
    needs_agreement = there.bookable.approval is not Approval.NONE
    if there.standing not in ADMITS or here is there or needs_agreement:
        raise NotOpen(there.standing)
    here.fresh(row, RegistrationState.CONFIRMED)
    if row.member_id and queries.active_of(to_id, row.member_id):
        raise AlreadyRegistered(to_id)
    if not there.has_room(row.seat_kind, 1, queries.last_rank(to_id) + 1):
        raise NoRoomLeft(to_id)
    made = moved_over(there, here, row)
    tell(there, [made])
    tell_referents(there, made)
    here.fill()
    return made
