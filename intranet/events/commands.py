"""What the timer does for meetings."""

from __future__ import annotations

from datetime import datetime

from intranet.events import actions, queries
from intranet.events.models import Event
from intranet.kit.db import db, one_or_404


def look_after_events(at: datetime) -> int:
    """Reminders, thanks, minutes awaited, guests forgotten: a transaction a meeting; how many letters."""
    told = 0
    for event_id in actions.in_their_time(at):
        event = one_or_404(queries.whole().where(Event.id == event_id))
        told += actions.remind(event, at) + actions.thank(event, at)
        told += actions.ask_for_minutes(event, at)
        db.session.commit()
    actions.forget_guests(at)
    db.session.commit()
    return told
