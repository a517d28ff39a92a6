"""What the clock does for meetings: reminders before, thanks after, minutes awaited, guests forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select, update

from intranet.bookings.models import Registration, RegistrationState
from intranet.bookings.queries import were_there
from intranet.events import queries
from intranet.events.actions import telling
from intranet.events.models import Event, Happening, TalkState
from intranet.kit import letters
from intranet.kit.clock import in_paris
from intranet.kit.conditional import changed
from intranet.kit.db import db, every
from intranet.kit.texts import relative_day

# What is written before the start, and how long before.
REMINDERS = {"week": timedelta(days=7), "eve": timedelta(days=1)}
THANKED_AFTER, THANKED_UNTIL = timedelta(days=1), timedelta(days=14)
GUESTS_KEPT = timedelta(days=60)


def remind(event: Event, at: datetime) -> int:
    """To whoever has a seat, a week before and the day before, each once for a date; how many.

    Recomputed when the meeting moves, since only its present date counts; never for one that is
    called off. A run of the timer that was missed is made good until the next reminder is due.
    """
    starts, told = event.starts_at, 0
    if starts is None or event.is_called_off or at >= starts:
        return told
    due = [name for name, before in REMINDERS.items() if at >= starts - before]
    if not due:
        return told
    name, day = due[-1], event.day_at(starts)
    when = relative_day(day, event.day_at(at))
    for row in telling.registered(event, (RegistrationState.CONFIRMED,)):
        if row.created_at <= starts - REMINDERS[name]:
            key = f"{name}-{day.isoformat()}"
            told += telling.write(event, row, "reminder", key=key, reminder=name, when=when)
    return told


def thank(event: Event, at: datetime) -> int:
    """The day after, to whoever was there or had a seat, with the slides that they may open.

    Where attendance was taken down, who was not seen is not thanked for having come.
    """
    ends, told = event.ends_at, 0
    if ends is None or event.is_called_off or not ends + THANKED_AFTER <= at < ends + THANKED_UNTIL:
        return told
    talks = every(queries.programme_of(event.id))
    shown = [talk for talk in talks if talk.state is TalkState.PUBLISHED and talk.may_be_shown]
    seen = were_there(event.bookable_id) if event.bookable_id else frozenset()
    for row in telling.registered(event):
        came = not seen or row.id in seen
        told += telling.write(event, row, "thanks", key="thanks", talks=shown, came=came)
    return told


def ask_for_minutes(event: Event, at: datetime) -> int:
    """Fifteen days after, to whoever arranged it, once: what was said is not yet told."""
    ends = event.ends_at
    if ends is None or event.minutes_published_at:
        return 0
    if (
        event.is_called_off
        or not ends + queries.MINUTES_WITHIN <= at < ends + queries.MINUTES_AWAITED_FOR
    ):
        return 0
    return sum(
        letters.write(
            "events/minutes",
            each.email,
            key=f"event-{event.id}-minutes{'' if each is event.author else f'-{each.id}'}",
            name=each.name,
            event=event,
        )
        for each in queries.organizing(event)
    )


def in_their_time(at: datetime) -> list[int]:
    """The published meetings that are near enough for one of these letters."""
    first = (at - queries.MINUTES_AWAITED_FOR).date()
    last = (at + REMINDERS["week"] + timedelta(days=1)).date()
    query = select(Event.id).where(
        Event.published_at.is_not(None),
        Event.bookable_id.is_not(None),
        Event.is_demo.is_(False),
        Event.happening.not_in({Happening.CANCELLED, Happening.POSTPONED}),
        Event.starts_on.between(first, last),
    )
    return list(db.session.scalars(query.order_by(Event.id)))


def guests_outlived(at: datetime) -> ColumnElement[bool]:
    """The seats of guests without an account, sixty days after the last day."""
    over = select(Event.bookable_id).where(
        Event.bookable_id.is_not(None), queries.ended_before(in_paris(at - GUESTS_KEPT).date())
    )
    named = (Registration.guest_name != "") | (Registration.guest_email != "")
    return and_(Registration.member_id.is_(None), named, Registration.bookable_id.in_(over))


def forget_guests(at: datetime) -> int:
    """Wipe their names; how many."""
    guests = update(Registration).where(guests_outlived(at))
    return changed(guests.values(guest_name="", guest_email=""))
