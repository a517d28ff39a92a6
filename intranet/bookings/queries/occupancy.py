"""How many seats are taken, and who waits, in order."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased, joinedload

from intranet.bookings.models import (
    ACTIVE,
    ASSURED,
    CALLED_OFF,
    SEATED,
    Bookable,
    Line,
    Occupancy,
    Registration,
    RegistrationState,
    SeatKind,
)
from intranet.kit.db import db
from intranet.members.models import Member

Counts = dict[tuple[SeatKind, RegistrationState], int]


def occupancy_of(
    bookables: Collection[Bookable], among: Select[int] | None = None
) -> dict[int, Occupancy]:
    """What is taken of each, counted in one statement.

    `among` finds their ids, where they are too many to be told one by one. Those that are taken
    alike share what is said of them.
    """
    counts: dict[int, Counts] = {bookable.id: {} for bookable in bookables}
    query, given = _of_some() if among is None else _counting(among), {"bookables": list(counts)}
    for bookable_id, kind, state, number in db.session.execute(query, given) if counts else ():
        if bookable_id in counts:
            counts[bookable_id][kind, state] = number
    said: dict[Occupancy, Occupancy] = {}
    every_one = ((bookable.id, _taken(bookable, counts[bookable.id])) for bookable in bookables)
    return {bookable_id: said.setdefault(taken, taken) for bookable_id, taken in every_one}


def occupancy_and_mine(
    bookables: Collection[Bookable], reader: Member
) -> tuple[dict[int, Occupancy], dict[int, Registration]]:
    """What is taken of each, and what the reader has there: one statement for both."""
    counts: dict[int, Counts] = {bookable.id: {} for bookable in bookables}
    given = {"bookables": list(counts), "reader": reader.id}
    mine: dict[int, Registration] = {}
    for bookable_id, kind, state, number, registration in (
        db.session.execute(_of_some_and_mine(), given) if counts else ()
    ):
        counts[bookable_id][kind, state] = number
        if registration:
            mine[bookable_id] = registration
    return {bookable.id: _taken(bookable, counts[bookable.id]) for bookable in bookables}, mine


@cache
def _of_some() -> Select[int, SeatKind, RegistrationState, int]:
    return _counting(bindparam("bookables", expanding=True))


@cache
def _of_some_and_mine() -> Select[Any]:
    counted = _of_some().subquery()
    is_mine = and_(
        Registration.bookable_id == counted.c.bookable_id,
        Registration.member_id == bindparam("reader"),
        Registration.state.in_(ACTIVE),
    )
    return (
        select(counted, Registration)
        .outerjoin(Registration, is_mine)
        .options(joinedload(Registration.bookable))
    )


def with_free_seats(
    at: datetime | BindParameter[datetime], among: Select[int | None]
) -> Select[int]:
    """Those of some bookables where whoever asks at an instant has a seat, by what their page says."""
    apart = Bookable.remote_capacity.is_not(None)
    in_room = or_(~apart, Registration.seat_kind == SeatKind.ROOM)
    at_distance = Registration.seat_kind == SeatKind.REMOTE
    holding = and_(
        Bookable.holds_seat_before_approval, Registration.state == RegistrationState.PENDING
    )
    taken = (
        select(func.count())
        .where(Registration.bookable_id == Bookable.id)
        .where(or_(Registration.state.in_(SEATED), holding))
    )
    waits = exists().where(
        Registration.bookable_id == Bookable.id, Registration.state == RegistrationState.WAITLISTED
    )

    def is_free(capacity: Any, there: ColumnElement[bool]) -> ColumnElement[bool]:
        sits = taken.where(there).correlate(Bookable).scalar_subquery()
        line = waits.where(there).correlate(Bookable)
        return and_(or_(capacity.is_(None), capacity > sits), ~line)

    return select(Bookable.id).where(
        Bookable.id.in_(among),
        Bookable.lifecycle.not_in(list(CALLED_OFF)),
        or_(Bookable.opens_at.is_(None), Bookable.opens_at <= at),
        or_(Bookable.closes_at.is_(None), Bookable.closes_at > at),
        or_(
            is_free(Bookable.capacity, in_room),
            and_(apart, is_free(Bookable.remote_capacity, at_distance)),
        ),
    )


def _counting(
    bookable_ids: BindParameter[Any] | Select[int],
) -> Select[int, SeatKind, RegistrationState, int]:
    """How many of each state and kind of seat. Whatever is active is counted."""
    return (
        select(
            Registration.bookable_id,
            Registration.seat_kind,
            Registration.state,
            func.count().label("number"),
        )
        .where(Registration.bookable_id.in_(bookable_ids), Registration.state.in_(_COUNTED))
        .group_by(Registration.bookable_id, Registration.seat_kind, Registration.state)
    )


_COUNTED = (*SEATED, RegistrationState.PENDING, RegistrationState.WAITLISTED)


def _taken(bookable: Bookable, counts: Counts) -> Occupancy:
    """Without seats of its own at a distance, everybody is counted in the one room."""
    apart = bookable.remote_capacity is not None
    kinds = [SeatKind.ROOM] if apart else list(SeatKind)
    room = _line(bookable, bookable.capacity, counts, kinds)
    if not apart:
        return Occupancy(room)
    remote = _line(bookable, bookable.remote_capacity, counts, [SeatKind.REMOTE])
    return Occupancy(room, remote)


def _line(
    bookable: Bookable, capacity: int | None, counts: Counts, kinds: Iterable[SeatKind]
) -> Line:
    kinds = list(kinds)

    def number(*states: RegistrationState) -> int:
        return sum(counts.get((kind, state), 0) for kind in kinds for state in states)

    return Line(
        capacity=capacity,
        seated=number(*SEATED),
        pending=number(RegistrationState.PENDING),
        waiting=number(RegistrationState.WAITLISTED),
        holds_pending=bookable.holds_seat_before_approval,
    )


def in_line(bookable: Bookable, kind: SeatKind | None = None) -> Select[Registration]:
    """Who waits, the first first; of one kind of seat where they are counted apart."""
    query = (
        select(Registration)
        .where(
            Registration.bookable_id == bookable.id,
            Registration.state == RegistrationState.WAITLISTED,
        )
        .options(joinedload(Registration.group))
        .order_by(Registration.rank)
    )
    if kind is not None and bookable.remote_capacity is not None:
        query = query.where(Registration.seat_kind == kind)
    return query


def positions_of(registrations: Collection[Registration]) -> dict[int, int]:
    """The place in line of each that waits, from 1, by its id: how many wait before it, and itself."""
    ids = [each.id for each in registrations if each.state is RegistrationState.WAITLISTED]
    if not ids:
        return {}
    return {row[0]: row[1] for row in db.session.execute(_places(), {"ids": ids})}


@cache
def _places() -> Select[int, int]:
    """Built once, as what follows: they are asked while everybody else waits for the lock."""
    before = aliased(Registration)
    apart = Bookable.remote_capacity.is_(None) | (before.seat_kind == Registration.seat_kind)
    return (
        select(Registration.id, func.count(before.id))
        .join(Bookable, Bookable.id == Registration.bookable_id)
        .join(before, before.bookable_id == Registration.bookable_id)
        .where(
            Registration.id.in_(bindparam("ids", expanding=True)),
            before.state == RegistrationState.WAITLISTED,
            before.rank <= Registration.rank,
            apart,
        )
        .group_by(Registration.id)
    )


def last_rank(bookable_id: int) -> int:
    """The greatest rank given; to be read under the lock."""
    return db.session.scalar(_last_rank(), {"bookable": bookable_id}) or 0


@cache
def _last_rank() -> Select[int]:
    there = Registration.bookable_id == bindparam("bookable")
    return select(func.max(Registration.rank)).where(there)


def free_before(bookable: Bookable, kind: SeatKind, rank: int) -> int | None:
    """Seats that whoever has this rank may take: none while somebody waits before.

    What is asked and not yet agreed to takes a seat only where the bookable says so, and only from
    those who asked later. None where seats are not counted.
    """
    apart = bookable.remote_capacity is not None
    capacity = bookable.remote_capacity if apart and kind is SeatKind.REMOTE else bookable.capacity
    is_before = Registration.rank < rank
    query = select(
        func.count().filter(Registration.state.in_(SEATED)),
        func.count().filter(Registration.state == RegistrationState.PENDING, is_before),
        func.count().filter(Registration.state == RegistrationState.WAITLISTED, is_before),
    ).where(Registration.bookable_id == bookable.id, Registration.state.in_(_COUNTED))
    if apart:
        query = query.where(Registration.seat_kind == kind)
    seated, pending, waiting = db.session.execute(query).one()
    if waiting:
        return 0
    if capacity is None:
        return None
    return max(0, capacity - seated - (pending if bookable.holds_seat_before_approval else 0))


def active_of(bookable_id: int, member_id: int) -> Registration | None:
    """The registration that a member has there now, if any."""
    there = {"bookable": bookable_id, "member": member_id}
    return db.session.scalars(_active_of(), there).one_or_none()


@cache
def _active_of() -> Select[Registration]:
    return select(Registration).where(
        Registration.bookable_id == bindparam("bookable"),
        Registration.member_id == bindparam("member"),
        Registration.state.in_(ACTIVE),
    )


def unit_of(registration: Registration) -> Select[Registration]:
    """Who moves with a registration: its whole group, unless the group agreed to be split."""
    query = select(Registration).order_by(Registration.rank)
    group = registration.group
    if group is None or group.accepts_split:
        return query.where(Registration.id == registration.id)
    return query.where(Registration.group_id == group.id, Registration.state == registration.state)


def confirmed_of(bookable_ids: Collection[int]) -> dict[int, int]:
    """How many seats are surely taken, by meeting: an offer is not an answer."""
    query = (
        select(Registration.bookable_id, func.count())
        .where(
            Registration.bookable_id.in_(bookable_ids),
            Registration.state.in_(ASSURED),
        )
        .group_by(Registration.bookable_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)} if bookable_ids else {}
