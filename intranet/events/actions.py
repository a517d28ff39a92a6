"""What happens to meetings."""

from __future__ import annotations

from datetime import datetime

from intranet.events.models import Event
from intranet.kit import search
from intranet.kit.db import db


def publish(event: Event, at: datetime) -> None:
    """Put it in the agenda, where anyone finds it."""
    event.published_at = event.published_at or at
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
