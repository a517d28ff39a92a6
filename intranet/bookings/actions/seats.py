"""The seat engine: whoever asks, gives back, offers or counts a seat passes by here, one at a time.

`hold` takes the lock of the bookable by the first statement that concerns it, then everything is
read and decided anew: what a page showed decides nothing (docs/decisions/0015).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import NoResultFound

from intranet.bookings import queries
from intranet.bookings.actions.elsewhere import leave, lines_elsewhere, welcome
from intranet.bookings.actions.telling import tell, tell_referents
from intranet.bookings.models import (
    ACTIVE,
    ADMITS,
    Approval,
    Bookable,
    Cause,
    NoRoomLeft,
    NotOpen,
    Occupancy,
    Registration,
    RegistrationAlreadyMoved,
    RegistrationEvent,
    RegistrationState,
    SeatKind,
    Standing,
    Subject,
    WaitlistMode,
    promotes,
    standing,
)
from intranet.kit.conditional import changed_and_read, changed_one
from intranet.kit.db import db
from intranet.members.models import Member

Unit = Sequence[Registration]  # who moves together: one, or a group that waits as a whole


def hold(bookable_id: int, at: datetime, by: Member | None = None) -> Seats:
    """Take the lock of a bookable until the transaction ends; offers that lapsed meanwhile are over.

    `lock_version` does not grow: it counts what organizers write, for who edits beside them.
    Raises NoResultFound where the bookable is gone.
    """
    locked = update(Bookable).where(Bookable.id == bookable_id)
    locked = locked.values(lock_version=Bookable.lock_version, updated_at=Bookable.updated_at)
    bookable = changed_and_read(locked, Bookable)
    if bookable is None:
        raise NoResultFound
    seats = Seats(bookable, at, by)
    seats.end_lapsed_offers()
    return seats


@dataclass
class Seats:
    """The seats of one bookable, held by this transaction. `by` is who acts; None: the clock."""

    bookable: Bookable
    at: datetime
    by: Member | None = None

    @cached_property
    def subject(self) -> Subject:
        return queries.subject_of(self.bookable)

    @property
    def taken(self) -> Occupancy:
        """What is taken, now that nobody else can move."""
        return queries.occupancy_of([self.bookable])[self.bookable.id]

    @property
    def standing(self) -> Standing:
        """Where registration stands."""
        return self._stands(self.taken)

    def _stands(self, taken: Occupancy) -> Standing:
        times = {"starts_at": self.subject.starts_at, "ends_at": self.subject.ends_at}
        return standing(self.bookable, taken, self.at, **times)

    # ---- entering

    def admit(
        self,
        unit: Unit,
        cause: Cause,
        *,
        state: RegistrationState | None = None,
        note: str = "",
    ) -> None:
        """Give new registrations their ranks and their first state. Raises NotOpen, NoRoomLeft.

        `state` is imposed by an organizer; else the window and the seats decide. Nobody is sent to a
        page that they cannot read; it may have been taken down since it was read here.
        """
        if self.subject.is_withdrawn or not self.subject.is_published:
            raise NotOpen(Standing.CLOSED)
        rank = queries.last_rank(self.bookable.id)
        first = state or self._first_state(unit)
        for number, row in enumerate(unit, start=rank + 1):
            row.rank, row.state = number, first
            row.kept_sequence = self.bookable.ics_sequence  # they ask knowing the dates
            db.session.add(row)
            self._note(row, None, first, cause, note)
        db.session.flush()

    def _first_state(self, unit: Unit) -> RegistrationState:
        taken = self.taken
        stands = self._stands(taken)
        if stands is Standing.FULL:
            raise NoRoomLeft(self.bookable.id)
        if stands not in ADMITS:
            raise NotOpen(stands)
        if not self.subject.is_shown and not self._organizes:
            raise NotOpen(Standing.CLOSED)
        if self.bookable.approval is not Approval.NONE:
            return RegistrationState.PENDING
        if taken.line(unit[0].seat_kind).has(len(unit)):  # they come last: all others are before
            return RegistrationState.CONFIRMED
        most = self.bookable.waitlist_max
        if most is not None and taken.waiting + len(unit) > most:
            raise NoRoomLeft(self.bookable.id)
        return RegistrationState.WAITLISTED

    @property
    def _organizes(self) -> bool:
        holder = queries.holder_of(self.bookable)
        return self.by is not None and holder.may_organize(self.by, self.bookable.id)

    def has_room(self, kind: SeatKind, size: int, rank: int) -> bool:
        """Whether so many seats may be taken from this rank on, passing before nobody."""
        free = queries.free_before(self.bookable, kind, rank)
        return free is None or free >= size

    # ---- moving

    def fresh(self, row: Registration, *expected: RegistrationState) -> Registration:
        """The registration as it is under the lock. Raises RegistrationAlreadyMoved."""
        db.session.refresh(row)
        if row.state not in expected:
            raise RegistrationAlreadyMoved(row.id)
        return row

    def unit(self, row: Registration) -> Unit:
        query = queries.unit_of(row).execution_options(populate_existing=True)
        return db.session.scalars(query).all()

    def move(
        self,
        row: Registration,
        to: RegistrationState,
        cause: Cause,
        *,
        note: str = "",
        **values: Any,
    ) -> None:
        """Change a state by one conditional statement, and write it in the history.

        Raises RegistrationAlreadyMoved.
        """
        before = row.state
        if to not in ACTIVE:
            values |= {"needs": ""}  # nobody will arrange anything any more
        if to is RegistrationState.CONFIRMED:
            values |= {"kept_sequence": self.bookable.ics_sequence}  # the letter tells the dates
        moved = update(Registration).where(Registration.id == row.id, Registration.state == before)
        if not changed_one(moved.values(state=to, version=Registration.version + 1, **values)):
            raise RegistrationAlreadyMoved(row.id)
        db.session.refresh(row)
        self._note(row, before, to, cause, note)

    def move_all(
        self, unit: Unit, to: RegistrationState, cause: Cause, *, note: str = "", **values: Any
    ) -> None:
        for row in unit:
            self.move(row, to, cause, note=note, **values)

    def _note(
        self,
        row: Registration,
        before: RegistrationState | None,
        after: RegistrationState,
        cause: Cause,
        note: str = "",
    ) -> None:
        db.session.add(
            RegistrationEvent(
                registration=row,
                at=self.at,
                from_state=before,
                to_state=after,
                cause=cause,
                actor_id=self.by.id if self.by else None,
                note=note,
            )
        )

    # ---- giving what is free to those who wait

    def fill(self) -> int:
        """Give free seats in order of rank; how many. A group that waits whole lets nobody pass it."""
        if not promotes(self.bookable, self.at, self.subject.starts_at):
            return 0
        by, self.by, given = self.by, None, 0  # nobody chooses who is next: the order does
        for kind in self.kinds:
            while unit := self.first_in_line(kind):
                if not self.has_room(kind, len(unit), unit[0].rank):
                    break
                self.give(unit)
                given += len(unit)
        for row in welcome(self):
            self.told([row])
            tell_referents(self, row)
            given += 1
        self.by = by
        return given

    def told(self, unit: Unit, note: str = "") -> None:
        """Write the letters of a move. Whoever has a seat now leaves the lines of other runs.

        Those who asked to stay there are asked by letter whether they still want to.
        """
        sits = unit[0].state is RegistrationState.CONFIRMED
        lines = lines_elsewhere(self, unit) if sits else ()
        staying = {row.member_id for row in lines if not row.leaves_other_lists}
        tell(self, unit, note, waiting_elsewhere=staying)
        leave(self, [row for row in lines if row.leaves_other_lists])

    @property
    def kinds(self) -> Sequence[SeatKind]:
        """The kinds of seats that are counted apart."""
        apart = self.bookable.remote_capacity is not None
        return list(SeatKind) if apart else [SeatKind.ROOM]

    def first_in_line(self, kind: SeatKind) -> Unit:
        query = queries.in_line(self.bookable, kind).limit(1)
        first = db.session.scalars(query.execution_options(populate_existing=True)).first()
        return self.unit(first) if first else ()

    def give(self, unit: Unit) -> None:
        """The seat is theirs, or offered for a time, as the bookable says."""
        if self.bookable.waitlist_mode is WaitlistMode.OFFER:
            until = self._offered_until()
            offered = RegistrationState.OFFERED
            self.move_all(unit, offered, Cause.OFFERED, offered_until=until)
        else:
            self.move_all(unit, RegistrationState.CONFIRMED, Cause.PROMOTED)
        self.told(unit)

    def _offered_until(self) -> datetime:
        until = self.at + timedelta(hours=self.bookable.offer_hours)
        last = self.bookable.promotes_until or self.subject.starts_at
        return min(until, last) if last else until

    def end_lapsed_offers(self) -> int:
        """Offers that nobody answered go out of the list, and what they held goes on."""
        lapsed = {"bookable": self.bookable.id, "at": self.at}
        by, self.by, ended = self.by, None, 0
        while row := db.session.scalars(queries.first_lapsed(), lapsed).first():
            unit = self.unit(row)
            self.move_all(unit, RegistrationState.EXPIRED, Cause.EXPIRED)
            tell(self, unit)
            ended += len(unit)
        if ended:
            self.fill()
        self.by = by
        return ended
