"""When runs take place, what they take of one’s time, and when one is busy elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from math import ceil

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from intranet.bookings.models import LEAVABLE, Bookable, Registration, Slot, instant
from intranet.bookings.queries import subjects_of
from intranet.career.planning import Span
from intranet.career.queries.seats import Seat
from intranet.kit.db import db, every
from intranet.kit.texts import plural
from intranet.members.models import Member

HOURS_A_DAY = 7
COUNTED = 5  # up to here the days of a run are counted; a longer span has days off in it


def busy_times(member: Member, at: datetime) -> dict[int, tuple[Span, ...]]:
    """When a member goes somewhere already, by bookable: their runs and their meetings to come."""
    with_slots = joinedload(Registration.bookable).selectinload(Bookable.slots)
    theirs = every(
        select(Registration)
        .where(Registration.member_id == member.id, Registration.state.in_(LEAVABLE))
        .options(with_slots)
    )
    bookables = {row.bookable_id: row.bookable for row in theirs if not row.bookable.is_called_off}
    subjects = subjects_of(bookables.values())
    return {
        number: spans_of(one.slots, one.tz, subjects[number].starts_at, subjects[number].ends_at)
        for number, one in bookables.items()
        if (ends := subjects[number].ends_at) and ends > at
    }


def slots_of_runs(run_ids: Collection[int]) -> dict[int, list[Slot]]:
    """The half-days of several runs, in one statement."""
    found: dict[int, list[Slot]] = defaultdict(list)
    if run_ids:
        query = select(Slot).where(Slot.bookable_id.in_(run_ids)).order_by(Slot.starts_local)
        for slot in db.session.scalars(query):
            found[slot.bookable_id].append(slot)
    return found


def spans_of(
    slots: Iterable[Slot], tz: str, starts_at: datetime | None, ends_at: datetime | None
) -> tuple[Span, ...]:
    """The half-days where they are told, else all from the first day to the last."""
    told = tuple((instant(one.starts_local, tz), instant(one.ends_local, tz)) for one in slots)
    return told or (((starts_at, ends_at),) if starts_at and ends_at else ())


def days_of(seat: Seat, slots: Sequence[Slot]) -> Fraction | None:
    """How many days it takes: its half-days, else its hours by seven, rounded up to half a day.

    Else the days from the first to the last, where they are few; None where nobody can tell.
    """
    if slots:
        return Fraction(len(slots), 2)
    if seat.course.hours:
        return Fraction(ceil(Fraction(2 * seat.course.hours, HOURS_A_DAY)), 2)
    return Fraction(seat.days) if seat.days <= COUNTED else None


def in_days(days: Fraction) -> str:
    """« une demi-journée », « 1,5 jour », « 3 jours »."""
    if days == Fraction(1, 2):
        return "une demi-journée"
    whole = days.numerator if days.denominator == 1 else float(days)
    return plural(whole, "jour")
