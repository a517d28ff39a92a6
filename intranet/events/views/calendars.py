"""Meetings in people’s calendars: one, or those of a region to follow."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, abort, request

from intranet.bookings.calendars import CalendarMeeting, entries
from intranet.events import queries
from intranet.events.forms import AgendaSearch
from intranet.events.models import Event
from intranet.events.views.blueprint import bp
from intranet.events.views.known import known_event
from intranet.kit import calendars
from intranet.kit.clock import now
from intranet.kit.db import every
from intranet.kit.exports import absolute
from intranet.places.shapes import region_names

PAST_SHOWN = timedelta(days=30)
MOST = 500  # in one feed


@bp.get("/agenda/<slug>.ics")
def event_calendar(slug: str) -> Response:
    """One meeting; asked again after a move, it moves."""
    event = known_event(slug)
    if event.bookable is None:
        abort(404)
    return calendars.answer(
        entries([meeting(event)], now()), name=event.title, file=f"{event.slug}.ics"
    )


@bp.get("/agenda.ics")
def calendar() -> Response:
    """The meetings of some regions, or all of them: a calendar to subscribe to."""
    asked = AgendaSearch(request.args)
    asked.heed()
    at, regions = now(), asked.region.data or []
    found = every(queries.to_follow(asked.wanted, at - PAST_SHOWN).limit(MOST))
    named = ", ".join(region_names()[code] for code in regions)
    return calendars.answer(
        entries(map(meeting, found), at),
        name=f"Agenda ({named})" if named else "Agenda",
        file="agenda.ics",
    )


def meeting(event: Event) -> CalendarMeeting:
    """What calendars say of it; never its video link, since this address is anyone’s."""
    assert event.bookable
    return CalendarMeeting(
        bookable=event.bookable,
        title=event.title,
        url=absolute(event.address),
        place=event.venue,
        starts_on=event.starts_on,
        ends_on=event.ends_on or event.starts_on,
        changed_at=event.updated_at,
        note=f"Organisateurs : {event.organizer_names}" if event.organizers else "",
    )
