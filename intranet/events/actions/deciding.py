"""What becomes of a meeting: published or not, postponed, cancelled; each decided once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update

from intranet.bookings import actions as seats
from intranet.bookings.models import Bookable, Lifecycle
from intranet.discussions.models import Verb
from intranet.events.actions import telling
from intranet.events.actions.news import tell
from intranet.events.models import Event, EventChanged, Happening
from intranet.kit import journal, search
from intranet.kit.conditional import changed_one
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members.models import Member


def publish(event: Event, at: datetime, *, by: Member | None = None) -> None:
    """Put it in the agenda, where anyone finds it; whoever proposed it is told, once."""
    is_new = event.published_at is None
    if is_new:
        _decide(event, by, published_at=at, refused_at=None)
        telling.tell_organizers(event, "published", by)
        if by:
            db.session.add(event)
            journal.note(Kind.PUBLISHED, by=by, concerns=event.author, about=event)
    index(event)
    if is_new:
        tell(event, Verb.ANNOUNCED, by, at)


def refuse(event: Event, by: Member, at: datetime, reason: str) -> None:
    """Leave it out of the agenda, and say why. Raises EventChanged."""
    _decide(event, by, refused_at=at, reason=reason)
    telling.tell_organizers(event, "refused", by)
    journal.note(Kind.REVIEWED, by=by, concerns=event.author, about=event, detail="refused")


def cancel(event: Event, by: Member | None, at: datetime, reason: str) -> None:
    """It will not be: it stays in the agenda, marked so, and all who registered are told.

    Raises EventChanged.
    """
    _call_off(event, Happening.CANCELLED, reason)
    if event.bookable:
        values = {"cancelled_at": at, "cancelled_by_id": by.id if by else None}
        _end(event.bookable, Lifecycle.CANCELLED, cancel_reason=reason, **values)
        seats.call_off(event.bookable.id, at, reason, by=by)
    tell(event, Verb.CANCELLED, by, at)


def postpone(event: Event, at: datetime, reason: str) -> None:
    """It will be later, on a day that is not known yet: seats are kept. Raises EventChanged."""
    before = event.starts_on
    _call_off(event, Happening.POSTPONED, reason, starts_on=None, ends_on=None)
    event.previous_starts_on = before or event.previous_starts_on
    event.date_note = "Reportée, sans nouvelle date"
    if event.bookable:
        _end(event.bookable, Lifecycle.POSTPONED, moved_at=at)
    db.session.flush()
    telling.tell_registered(event, "postponed")
    tell(event, Verb.MOVED, None, at, of=f"postponed:{event.lock_version}")


def index(event: Event) -> None:
    """Let it be found by its words."""
    db.session.add(event)
    db.session.flush()
    organizers = [organizer.name for organizer in event.organizers]
    search.index(
        "event",
        event.id,
        title=event.title,
        address=f"/agenda/{event.slug}",
        summary=event.summary or event.place,
        words=[event.place, *organizers, *event.programme, *(each.name for each in event.regions)],
    )


def _decide(event: Event, by: Member | None, **values: Any) -> None:
    """One decision on a proposed meeting: of two animators, the second is told."""
    if event.id is None:
        for name, value in values.items():
            setattr(event, name, value)
        return
    waits = update(Event).where(Event.id == event.id, Event.published_at.is_(None))
    if "reason" in values:
        waits = waits.where(Event.refused_at.is_(None))
    if not changed_one(waits.values(decided_by_id=by.id if by else None, **values)):
        raise EventChanged
    db.session.refresh(event)


def _call_off(event: Event, to: Happening, reason: str, **values: Any) -> None:
    stands = update(Event).where(
        Event.id == event.id, Event.happening.not_in({to, Happening.CANCELLED, Happening.HELD})
    )
    lock = Event.lock_version + 1
    if not changed_one(stands.values(happening=to, reason=reason, lock_version=lock, **values)):
        raise EventChanged
    db.session.refresh(event)


def _end(bookable: Bookable, lifecycle: Lifecycle, **values: Any) -> None:
    bookable.lifecycle = lifecycle
    for name, value in values.items():
        setattr(bookable, name, value)
    bookable.ics_sequence += 1
    bookable.lock_version += 1
    db.session.flush()
