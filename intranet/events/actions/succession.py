"""Meetings of a structure that closes: its successor holds those to come, and tells of the last ones.

The name by which they were announced stays.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, func, not_, select, update

from intranet.events import queries
from intranet.events.models import Event, Happening, Organizer
from intranet.kit.db import db
from intranet.organizations.actions import Belonging, Closing


def follow(closing: Closing) -> None:
    """Where the successor holds it too, it already may do all that there is to do."""
    if closing.successor is None:
        return
    former, successor = closing.former.id, closing.successor.id
    there = select(Organizer.event_id).where(Organizer.organization_id == successor)
    moved = update(Organizer).where(
        Organizer.organization_id == former,
        Organizer.event_id.in_(_open(closing.on - queries.MINUTES_AWAITED_FOR)),
        Organizer.event_id.not_in(there),
    )
    db.session.execute(moved.values(organization_id=successor))


def _open(on: date) -> Select[int]:
    """To come on this day, or that was to come and is cancelled."""
    return select(Event.id).where(not_(queries.ended_before(on)))


def _count(organization_id: int, on: date) -> Select[int]:
    to_come = _open(on).where(Event.happening != Happening.CANCELLED)
    of_it = Organizer.organization_id == organization_id, Organizer.event_id.in_(to_come)
    return select(func.count()).select_from(Organizer).where(*of_it)


MEETINGS = Belonging(follow, ("rencontre à venir", "rencontres à venir"), _count)
