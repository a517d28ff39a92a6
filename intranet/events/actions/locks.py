"""What is written over nobody: the row of a meeting as it was read, or nothing."""

from __future__ import annotations

from sqlalchemy import update

from intranet.events.models import Event, EventChanged
from intranet.kit.conditional import changed_one
from intranet.kit.db import db


def take_lock(event: Event, lock: int) -> None:
    """What follows writes over nobody. Raises EventChanged."""
    held = update(Event).where(Event.id == event.id, Event.lock_version == lock)
    if not changed_one(held.values(lock_version=lock + 1)):
        raise EventChanged
    db.session.refresh(event)
