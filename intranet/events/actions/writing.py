"""What is written of a meeting by whoever holds it: proposed, changed, moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from intranet.bookings import actions as seats
from intranet.bookings.models import (
    Bookable,
    BookableKind,
    Lifecycle,
    instant,
    last_instant,
    time_zone_of,
)
from intranet.bookings.windows import Start
from intranet.discussions.models import Verb
from intranet.events import queries
from intranet.events.actions import telling
from intranet.events.actions.deciding import index
from intranet.events.actions.hours import take_hours
from intranet.events.actions.locks import take_lock
from intranet.events.actions.news import tell
from intranet.events.actions.talks import follow_days
from intranet.events.actions.told import Told
from intranet.events.models import Event, Happening, Organizer
from intranet.kit.conditional import hold_row, taking
from intranet.kit.db import db
from intranet.kit.repeats import said_just_before
from intranet.kit.texts import slug
from intranet.members.models import Member
from intranet.organizations.models import Organization

RESERVED = frozenset({"nouvelle", "a-publier", "mes-propositions"})  # addresses of the agenda


def propose(told: Told, by: Member, at: datetime) -> Event:
    """A meeting that nobody but those who hold it sees, until it is published.

    Sent again, it is the one that is there: whoever publishes it is not asked twice.
    """
    hold_row(Member, by.id)
    if known := _just_proposed(told, by, at):
        return known
    event = taking(lambda: _begin(told, by))
    submit(event, at)
    return event


def _just_proposed(told: Told, by: Member, at: datetime) -> Event | None:
    """All of it the same: what somebody went back to correct is not lost."""
    theirs = select(Event).where(
        Event.author_id == by.id, Event.submitted_at.is_not(None), Event.refused_at.is_(None)
    )
    newest = theirs.order_by(Event.id.desc())
    known = said_just_before(newest, "submitted_at", at, **told.words)
    if known is None or known.bookable is None:
        return None
    bookable = known.bookable
    region = told.lies_in
    same = (
        {(each.starts_local, each.ends_local, each.label, each.room) for each in bookable.slots}
        == {(each.starts, each.ends, each.label, each.room) for each in told.hours},
        known.regions == ([region] if region else []),
        [(each.name, each.organization) for each in known.organizers] == list(told.organizers),
        (bookable.remote_url, bookable.practical) == (told.remote_url, told.practical),
        all(getattr(bookable, name) == value for name, value in told.seats(bookable.tz).items()),
    )
    return known if all(same) else None


def _begin(told: Told, by: Member) -> Event:
    event = Event(
        slug=_free_slug(told.title),
        title=told.title,
        author_id=by.id,
        bookable=Bookable(kind=BookableKind.EVENT),
    )
    db.session.add(event)
    _write(event, told)
    _open_seats(event, told)
    return event


def submit(event: Event, at: datetime) -> None:
    """Ask those who animate the agenda there to publish it; each is written to once."""
    event.submitted_at, event.refused_at, event.reason = at, None, ""
    db.session.flush()
    telling.tell_animators(event, at)


def change(event: Event, told: Told, by: Member, at: datetime, *, lock: int) -> None:
    """Write what is told. A published meeting that moves says so to all who registered.

    The seats it has are left as they are: their own page changes them, under their own lock.
    Raises EventChanged, SlotIsFrozen.
    """
    take_lock(event, lock)
    is_new_to_seats = event.bookable_id is None
    if event.bookable_id is not None:
        hold_row(Bookable, event.bookable_id)  # nobody signs for an hour that goes away meanwhile
    else:
        event.bookable = Bookable(kind=BookableKind.EVENT)
        db.session.flush()
    assert event.bookable
    before, began_on = whereabouts(event), event.starts_on or event.previous_starts_on
    began = Start(began_on, event.bookable.tz)
    _write(event, told)
    follow_days(event, began_on)
    if is_new_to_seats:
        _open_seats(event, told)
    db.session.flush()
    if not is_new_to_seats:
        start = Start(event.starts_on, event.bookable.tz)
        seats.follow_window(event.bookable.id, began, start, at, by=by)
    if event.published_at:
        follow(event, before, at, by)
        index(event)
    seats.settle(event.bookable.id, at, by=by)


Whereabouts = tuple[date | None, Any, str, bool]


def follow(event: Event, before: Whereabouts, at: datetime, by: Member | None) -> None:
    """A published meeting takes the dates that were just written: those who come learn what moved.

    What is said otherwise of a meeting that is over, and stays so, moves nobody.
    """
    bookable, after = event.bookable, whereabouts(event)
    assert bookable
    was_over = _is_over(before, bookable.tz, at)
    is_over = _is_over(after, bookable.tz, at)
    if before == after or event.starts_on is None or (was_over and is_over):
        return
    if before[0] is None:  # its first date, or the new one of a postponed meeting
        event.happening = Happening.RESCHEDULED if event.previous_starts_on else Happening.SCHEDULED
    else:
        if before[0] != event.starts_on:
            event.previous_starts_on = before[0]
        online = event.is_remote and not before[3]
        event.happening = Happening.MOVED_ONLINE if online else Happening.RESCHEDULED
    if bookable.lifecycle is Lifecycle.POSTPONED or (was_over and not bookable.cancelled_at):
        bookable.lifecycle = Lifecycle.SCHEDULED
    bookable.moved_at = at
    bookable.ics_sequence += 1
    db.session.flush()
    telling.tell_registered(event, "moved")
    tell(event, Verb.MOVED, by, at, of=str(bookable.ics_sequence))


def begin_on(event: Event, on: date | None, at: datetime, by: Member | None) -> None:
    """It begins on another day: its last day and its hours to come follow, those of the clock stay."""
    before = event.starts_on or event.previous_starts_on
    days = (on - before).days if on and before else 0
    if event.ends_on:
        event.ends_on += timedelta(days=days)
    event.starts_on, event.date_note = on, ""
    db.session.flush()
    follow_days(event, before)
    if event.bookable:
        began, start = Start(before, event.bookable.tz), Start(on, event.bookable.tz)
        if days:
            seats.follow_days(event.bookable.id, days, at, by=by)
        seats.follow_window(event.bookable.id, began, start, at, by=by)


def _is_over(known: Whereabouts, tz: str, at: datetime) -> bool:
    """Whether a meeting that is then has ended: by its hours, else by its days."""
    starts_on, (ends_on, hours), *_ = known
    if starts_on is None:
        return False
    if hours:
        return instant(max(ends for _, ends in hours), tz) <= at
    return last_instant(ends_on or starts_on, tz) <= at


def hold_organizers(event: Event, told: Sequence[tuple[str, Organization | None]]) -> None:
    """Who holds it, in this order."""
    event.organizers.clear()
    db.session.flush()
    event.organizers.extend(
        Organizer(position=position, name=name, organization=found)
        for position, (name, found) in enumerate(told)
    )


def _write(event: Event, told: Told) -> None:
    bookable = event.bookable
    assert bookable
    with db.session.no_autoflush:
        for name, value in told.words.items():
            setattr(event, name, value)
        event.date_note = "" if told.starts_on else event.date_note
        place, region = event.municipality, told.lies_in
        event.regions = [region] if region else []
        code = region.code if region else None
        bookable.tz = time_zone_of(code, place.code if place else None)
        bookable.remote_url, bookable.practical = told.remote_url, told.practical
    db.session.flush()
    take_hours(bookable, told.hours)
    hold_organizers(event, told.organizers)


def _open_seats(event: Event, told: Told) -> None:
    """What is asked of its seats at first."""
    assert event.bookable
    for name, value in told.seats(event.bookable.tz).items():
        setattr(event.bookable, name, value)


def write_minutes(
    event: Event, text: str, by: Member, at: datetime, *, is_public: bool, lock: int
) -> None:
    """What was said there; published, it bears who wrote it and when. Raises EventChanged."""
    take_lock(event, lock)
    event.minutes, event.minutes_by_id = text, by.id
    event.minutes_published_at = (event.minutes_published_at or at) if is_public and text else None
    db.session.flush()
    if event.minutes_published_at:
        tell(event, Verb.PUBLISHED, by, at, of="minutes")


def whereabouts(event: Event) -> Whereabouts:
    """When and where it is: what moves it, when it changes."""
    slots = event.bookable.slots if event.bookable else []
    hours = tuple((slot.starts_local, slot.ends_local) for slot in slots)
    return event.starts_on, (event.ends_on, hours), event.venue, event.is_remote


def _free_slug(title: str) -> str:
    """An address that nothing bears."""
    start = slug(title, 60) or "rencontre"
    taken = set(db.session.scalars(queries.slugs_like(start))) | RESERVED
    number, found = 1, start
    while found in taken:
        number += 1
        found = f"{start}-{number}"
    return found
