"""The half-days of a meeting: which may still move, when it really begins and ends, what befell it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, select, union
from sqlalchemy.orm import joinedload

from intranet.bookings.hours import bounds, refused_stretch
from intranet.bookings.models import (
    AWAITED,
    EXPECTED,
    Attendance,
    Befell,
    Bookable,
    Lifecycle,
    MeetingEvent,
    Registration,
    RegistrationState,
    Slot,
    SlotSignature,
    Subject,
    instant,
)
from intranet.bookings.queries.subjects import holder_of, holders, subject_of, subjects_of
from intranet.kit.db import db, every
from intranet.kit.texts import day

LONGEST = timedelta(days=3 * 366)  # of a meeting, from its first day to its last


def slots_of(bookable_id: int) -> Select[Slot]:
    """In the order of the clock."""
    return (
        select(Slot)
        .where(Slot.bookable_id == bookable_id)
        .options(joinedload(Slot.trainer))
        .order_by(Slot.starts_local)
    )


def signed_slots(bookable_id: int) -> frozenset[int]:
    """The half-days of which somebody signed something."""
    there = select(Slot.id).where(Slot.bookable_id == bookable_id).scalar_subquery()
    rows = union(
        select(Attendance.slot_id).where(Attendance.slot_id.in_(there)),
        select(SlotSignature.slot_id).where(SlotSignature.slot_id.in_(there)),
    )
    return frozenset(db.session.scalars(rows))


def befell(bookable_id: int) -> Select[MeetingEvent]:
    """The history of a meeting, the latest first."""
    return (
        select(MeetingEvent)
        .where(MeetingEvent.bookable_id == bookable_id)
        .options(joinedload(MeetingEvent.actor))
        .order_by(MeetingEvent.id.desc())
    )


def seated_at(bookable_id: int, *states: RegistrationState) -> Select[Registration]:
    """Who has a seat there, by rank."""
    chosen = states or (RegistrationState.CONFIRMED,)
    return (
        select(Registration)
        .where(Registration.bookable_id == bookable_id, Registration.state.in_(chosen))
        .options(joinedload(Registration.member), joinedload(Registration.requested_by))
        .order_by(Registration.rank)
    )


def to_tell(moved_before: datetime) -> Select[int]:
    """The meetings that moved, some time ago, and of which nobody was told yet."""
    return (
        select(Bookable.id)
        .where(
            Bookable.told_sequence < Bookable.ics_sequence,
            Bookable.moved_at <= moved_before,
            Bookable.lifecycle.in_(AWAITED),
        )
        .order_by(Bookable.id)
    )


def of_somebody(
    after: datetime,
    before: datetime,
    *states: Lifecycle,
    and_also: ColumnElement[bool] | None = None,
) -> list[Bookable]:
    """The meetings that begin within a span, where somebody has or had a seat, with their slots."""
    begins = [holder.starting(after, before) for holder in holders()]
    if not begins:
        return []
    seated = exists().where(
        Registration.bookable_id == Bookable.id,
        Registration.state.in_(EXPECTED),
    )
    query = select(Bookable).where(
        Bookable.id.in_(union(*begins)), Bookable.lifecycle.in_(states), seated
    )
    if and_also is not None:
        query = query.where(and_also)
    return list(every(query.order_by(Bookable.id)))


def completed_within(at: datetime, since: timedelta) -> list[Bookable]:
    """The meetings over for less than some time, however long before it they began."""
    was_completed = exists().where(
        MeetingEvent.bookable_id == Bookable.id,
        MeetingEvent.what == Befell.COMPLETED,
        MeetingEvent.at > at - since,
    )
    long_ones = of_somebody(
        at - since - LONGEST, at - since, Lifecycle.COMPLETED, and_also=was_completed
    )
    found = [*long_ones, *of_somebody(at - since, at, Lifecycle.COMPLETED)]
    return list({one.id: one for one in found}.values())


def over_since(
    at: datetime, since: timedelta, *states: Lifecycle
) -> list[tuple[Bookable, Subject]]:
    """The meetings of these states whose end is so far behind."""
    found = of_somebody(at - LONGEST, at, *states)
    subjects = subjects_of(found)
    return [(one, subjects[one.id]) for one in found if _ended(one, subjects[one.id], at - since)]


def _ended(bookable: Bookable, subject: Subject, by: datetime) -> bool:
    _, ends = bounds(bookable.slots, bookable.tz, subject)
    return ends is not None and ends <= by


def next_instead(bookable: Bookable, at: datetime) -> Subject | None:
    """The next meeting that would do instead of this one, and is still awaited."""
    alike = holder_of(bookable).alike(bookable.id, at)
    first = db.session.get(Bookable, next(iter(alike))) if alike else None
    return subject_of(first) if first else None


@dataclass(frozen=True)
class NewDays:
    """The days and the zone that a meeting would have."""

    starts_on: date
    ends_on: date
    tz: str


def free_slots(bookable: Bookable, at: datetime) -> list[Slot]:
    """The half-days that may still move: to come, and nobody signed for them.

    Of what is postponed, nothing has taken place since it was; of what is cancelled, nothing moves.
    """
    if bookable.cancelled_at:
        return []
    signed = signed_slots(bookable.id) if bookable.slots else frozenset()
    since = bookable.postponed_at or at
    return [
        slot
        for slot in bookable.slots
        if slot.id not in signed and instant(slot.starts_local, bookable.tz) > since
    ]


def refused_days(bookable: Bookable, new: NewDays, days: int, at: datetime) -> str | None:
    """Why a meeting cannot go to its new days, its half-days to come with it, as a sentence."""
    if days and bookable.attendance_locked_at:
        return (
            "Les présences sont arrêtées : ces jours ne changent plus. Annoncez une autre session."
        )
    for slot in free_slots(bookable, at):
        starts, ends = (one + timedelta(days=days) for one in (slot.starts_local, slot.ends_local))
        if refusal := refused_stretch(starts, ends, new.tz):
            return f"Une demi-journée ne peut pas suivre : {refusal}"
        if not new.starts_on <= starts.date() <= new.ends_on:
            return (
                f"La demi-journée du {day(slot.starts_local.date())} tomberait hors de ces jours :"
                " changez-la d’abord, ou retirez-la."
            )
    return None


def subjects_numbered(ids: Collection[int]) -> list[Subject]:
    """What some meetings are for people, in the order given."""
    if not ids:
        return []
    found = subjects_of(every(select(Bookable).where(Bookable.id.in_(ids))))
    return [found[one] for one in ids if one in found]
