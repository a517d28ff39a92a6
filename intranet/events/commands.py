"""What the timer does for meetings."""

from __future__ import annotations

from datetime import datetime

from intranet.events import actions, queries
from intranet.events.models import Event
from intranet.kit.db import db
from intranet.kit.turns import Turns


def look_after_events(at: datetime) -> int:
    """Reminders, thanks, minutes awaited, guests forgotten: a meeting after the other; how many letters."""
    turns = Turns()
    told = sum(turns.take(look_after, event_id, at) for event_id in actions.in_their_time(at))
    turns.take(actions.forget_guests, at)
    turns.end()
    return told


def look_after(event_id: int, at: datetime) -> int:
    """Of one meeting, unless it is gone meanwhile; how many letters."""
    event = db.session.scalars(queries.whole().where(Event.id == event_id)).unique().one_or_none()
    if event is None:
        return 0
    return actions.remind(event, at) + actions.thank(event, at) + actions.ask_for_minutes(event, at)
