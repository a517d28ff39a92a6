"""What meetings are called for whoever follows them, and what those who registered are told besides."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from intranet.bookings.queries import registered_among
from intranet.discussions.models import News, Topic, Verb
from intranet.discussions.queries import Named, named_by, told_by
from intranet.events.models import Event
from intranet.kit.db import db, every
from intranet.kit.numbers import whole_numbers


def answer_for_meetings() -> None:
    named_by(Topic.THING, meetings, kind="event", label="Rencontres")
    told_by("event", told_to_registered)


def meetings(keys: Collection[str]) -> Mapping[str, Named]:
    """Those of the agenda, called off or not: their page says so."""
    found = every(
        select(Event).where(Event.id.in_(whole_numbers(keys)), Event.published_at.is_not(None))
    )
    return {str(event.id): Named(event.title, event.address) for event in found}


def told_to_registered(member_ids: Collection[int], news: Collection[News]) -> set[tuple[int, int]]:
    """Whoever has a seat is written to when the meeting moves or is called off."""
    by_event: dict[int, list[int]] = {}
    for one in news:
        if one.verb in {Verb.MOVED, Verb.CANCELLED}:
            by_event.setdefault(one.subject_id, []).append(one.id)
    seats = select(Event.bookable_id, Event.id).where(
        Event.id.in_(by_event), Event.bookable_id.is_not(None)
    )
    event_of = {place: event_id for place, event_id in db.session.execute(seats) if place}
    seated = registered_among(member_ids, event_of)
    return {(member_id, each) for member_id, place in seated for each in by_event[event_of[place]]}
