"""What is written over nobody: the row of a meeting as it was read, or nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CursorResult, update

from intranet.events.models import Event, EventChanged
from intranet.kit.db import db


def take_lock(event: Event, lock: int) -> None:
    """What follows writes over nobody. Raises EventChanged."""
    held = update(Event).where(Event.id == event.id, Event.lock_version == lock)
    changed_one(held.values(lock_version=lock + 1))
    db.session.refresh(event)


def changed_one(statement: Any) -> None:
    """Raises EventChanged where the conditional statement found no row."""
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    if not (isinstance(result, CursorResult) and result.rowcount == 1):
        raise EventChanged
