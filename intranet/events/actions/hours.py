"""The hours of a meeting, by the clock on the wall there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from intranet.bookings.models import Bookable, Slot, SlotIsFrozen
from intranet.bookings.queries import signed_slots
from intranet.kit.db import db

NOWHERE = datetime(1900, 1, 1)  # noqa: DTZ001  a wall time, of no zone


@dataclass(frozen=True)
class Hours:
    """One stretch of a meeting, by the clock on the wall there."""

    starts: datetime
    ends: datetime
    label: str = ""
    room: str = ""


def take_hours(bookable: Bookable, told: Sequence[Hours]) -> None:
    """Its slots, in order: those that are there take the new hours, so that calendars follow.

    Two slots never begin together, so all leave their hours before any takes its new ones. A slot of
    which somebody signed something keeps its hours. Raises SlotIsFrozen.
    """
    signed = signed_slots(bookable.id) if bookable.slots else frozenset()
    moving = {(each.starts, each.ends): each for each in told}
    for slot in (each for each in bookable.slots if each.id in signed):
        same = moving.pop((slot.starts_local, slot.ends_local), None)
        if same is None:
            raise SlotIsFrozen(slot.id)
        slot.label, slot.room = same.label, same.room
    ordered = sorted(moving.values(), key=lambda each: each.starts)
    kept = [slot for slot in bookable.slots if slot.id not in signed]
    for slot in kept[len(ordered) :]:
        bookable.slots.remove(slot)
    for number, slot in enumerate(kept[: len(ordered)]):
        slot.starts_local = NOWHERE + timedelta(minutes=number)
    db.session.flush()
    for slot, each in zip(kept, ordered, strict=False):
        slot.starts_local, slot.ends_local = each.starts, each.ends
        slot.label, slot.room = each.label, each.room
    bookable.slots.extend(
        Slot(starts_local=each.starts, ends_local=each.ends, label=each.label, room=each.room)
        for each in ordered[len(kept) :]
    )
    db.session.flush()
    db.session.refresh(bookable, ["slots"])
