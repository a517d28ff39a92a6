"""How registrations are found: mine, those of a meeting, one of them, what awaits somebody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, false, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from intranet.bookings.models import (
    ACTIVE,
    AWAITED,
    Approval,
    Bookable,
    BookableKind,
    Lifecycle,
    Registration,
    RegistrationEvent,
    RegistrationGroup,
    RegistrationState,
)
from intranet.bookings.queries.slots import LONGEST
from intranet.bookings.queries.subjects import holders, kinds_held, whether_shown
from intranet.kit.db import UtcDateTime, db
from intranet.members.models import Member

MOST = 500  # registrations of one person on a page
BEGUN_EVERYWHERE = timedelta(days=3)  # what `starting` found so long ago has begun, in any zone


def of_member(member: Member) -> Select[Registration]:
    """Theirs, and those they asked for others; what still stands first, then the latest."""
    return (
        _whole()
        .where(or_(Registration.member_id == member.id, Registration.requested_by_id == member.id))
        .order_by(
            case((Registration.state.in_(ACTIVE), 0), else_=1),
            Registration.created_at.desc(),
            Registration.id.desc(),
        )
        .limit(MOST)
    )


def one_of(uuid: str) -> Select[Registration]:
    """One registration with its history."""
    return (
        _whole()
        .where(Registration.uuid == uuid)
        .options(
            selectinload(Registration.events).joinedload(RegistrationEvent.actor),
            joinedload(Registration.decided_by),
            joinedload(Registration.employer),
        )
    )


def numbered(registration_id: int) -> Select[Registration]:
    """One registration, from the link of a letter."""
    return _whole().where(Registration.id == registration_id)


def guest_of(bookable_id: int, name: str, email: str) -> Registration | None:
    """The registration that somebody without an account has there now. An address may be shared by
    several people, and a name by two: the same person bears both.
    """
    there = select(Registration).where(
        Registration.bookable_id == bookable_id,
        Registration.guest_name == name,
        Registration.guest_email == email,
        Registration.state.in_(ACTIVE),
    )
    return db.session.scalars(there.order_by(Registration.rank)).first()


def on_list(bookable_id: int) -> Select[Registration]:
    """Everybody who registered for a meeting, in the order of ranks."""
    return (
        _whole()
        .where(Registration.bookable_id == bookable_id)
        .options(joinedload(Registration.employer))
        .order_by(Registration.rank)
    )


def with_causes() -> tuple[ExecutableOption, ...]:
    """The history of each, in one more statement."""
    return (selectinload(Registration.events),)


def group_of(uuid: str) -> Select[RegistrationGroup]:
    """A group with its seats."""
    return (
        select(RegistrationGroup)
        .where(RegistrationGroup.uuid == uuid)
        .options(
            joinedload(RegistrationGroup.bookable),
            selectinload(RegistrationGroup.registrations).joinedload(Registration.member),
        )
    )


def bookable_numbered(bookable_id: int, kinds: Collection[BookableKind]) -> Select[Bookable]:
    """What people register for, where a domain answers for its kind."""
    return select(Bookable).where(Bookable.id == bookable_id, Bookable.kind.in_(kinds))


def bookable_and_whether_shown(bookable_id: int) -> tuple[Bookable, bool] | None:
    """What people register for, and whether everybody may know of it, in one statement."""
    found = db.session.execute(_bookable_and_whether_shown(), {"bookable": bookable_id})
    row = found.one_or_none()
    return (row[0], bool(row[1])) if row else None


@cache
def _bookable_and_whether_shown() -> Select[Any]:
    return select(
        Bookable, case(*((Bookable.kind == kind, shown) for kind, shown in whether_shown()))
    ).where(Bookable.id == bindparam("bookable"), Bookable.kind.in_(kinds_held()))


def mine_there(member: Member, bookable_ids: Collection[int]) -> Select[Registration]:
    """What a member has at several meetings."""
    return (
        select(Registration)
        .where(
            Registration.member_id == member.id,
            Registration.bookable_id.in_(bookable_ids),
            Registration.state.in_(ACTIVE),
        )
        .options(joinedload(Registration.bookable))
    )


def offers_to_answer(member: Member, at: datetime) -> Select[Registration]:
    """Seats offered to a member, or to those they asked for, the first to lapse first."""
    return (
        _whole()
        .where(
            or_(Registration.member_id == member.id, Registration.requested_by_id == member.id),
            Registration.state == RegistrationState.OFFERED,
            Registration.offered_until > at,
        )
        .order_by(Registration.offered_until, Registration.id)
    )


def approvals_to_give(member: Member, at: datetime) -> Select[Registration]:
    """Requests that wait for whoever holds the meeting, the oldest first: those of meetings that began
    some days ago, which nobody answers any more, hide no other.
    """
    held = [holder.organized_by(member) for holder in holders()]
    begun = [holder.starting(at - LONGEST, at - BEGUN_EVERYWHERE) for holder in holders()]
    return (
        _whole()
        .where(
            Registration.state == RegistrationState.PENDING,
            Bookable.approval == Approval.MODERATOR,
            or_(false(), *(Registration.bookable_id.in_(ids) for ids in held)),
            or_(
                Bookable.lifecycle == Lifecycle.POSTPONED,
                and_(true(), *(Registration.bookable_id.not_in(ids) for ids in begun)),
            ),
        )
        .order_by(Registration.created_at, Registration.id)
    )


def awaiting_managers(after: datetime, until: datetime) -> Select[Registration]:
    """What managers were asked within a span and did not answer; what was asked at once, together."""
    return (
        _whole()
        .where(
            Registration.state == RegistrationState.PENDING,
            Registration.manager_email != "",
            Registration.asked_manager_at > after,
            Registration.asked_manager_at <= until,
            Bookable.approval == Approval.MANAGER,
            Bookable.lifecycle.in_(AWAITED),
        )
        .order_by(Registration.group_id, Registration.rank, Registration.id)
    )


def asked_with(registration: Registration) -> Select[Registration]:
    """What was asked for at once and awaits its agreement, were it a group that may be split."""
    group_id = registration.group_id
    at_once = Registration.group_id == group_id if group_id else Registration.id == registration.id
    return (
        select(Registration)
        .where(at_once, Registration.state == RegistrationState.PENDING)
        .order_by(Registration.rank)
    )


def lapsed_offers(at: datetime) -> Select[int]:
    """The meetings where an offer was not answered in time."""
    return (
        select(Registration.bookable_id)
        .where(Registration.state == RegistrationState.OFFERED, Registration.offered_until <= at)
        .distinct()
    )


@cache
def first_lapsed() -> Select[Registration]:
    """The first of the offers of one meeting that lapsed, as it is now. Built once: each lock asks it."""
    return (
        select(Registration)
        .where(
            Registration.bookable_id == bindparam("bookable"),
            Registration.state == RegistrationState.OFFERED,
            Registration.offered_until <= bindparam("at", type_=UtcDateTime()),
        )
        .order_by(Registration.rank)
        .limit(1)
        .execution_options(populate_existing=True)
    )


def with_line(*, elsewhere: bool = False) -> Select[int]:
    """The meetings where somebody waits; or, `elsewhere`, somebody for whom another would do."""
    query = select(Registration.bookable_id).where(
        Registration.state == RegistrationState.WAITLISTED
    )
    return (query.where(Registration.accepts_other_runs) if elsewhere else query).distinct()


def _whole() -> Select[Registration]:
    return (
        select(Registration)
        .join(Registration.bookable)
        .options(
            contains_eager(Registration.bookable),
            joinedload(Registration.member),
            joinedload(Registration.requested_by),
            joinedload(Registration.group),
        )
    )


def registered_among(
    member_ids: Collection[int], bookable_ids: Collection[int]
) -> set[tuple[int, int]]:
    """Who of these people has a seat, or waits for one, and where: by member and bookable.

    A seat that its organizer took back counts too: its holder was registered.
    """
    query = select(Registration.member_id, Registration.bookable_id).where(
        Registration.member_id.in_(member_ids),
        Registration.bookable_id.in_(bookable_ids),
        Registration.state.in_([*ACTIVE, RegistrationState.CANCELLED_BY_ORGANIZER]),
    )
    return {
        (member_id, bookable_id)
        for member_id, bookable_id in db.session.execute(query)
        if member_id is not None
    }
