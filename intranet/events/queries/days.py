"""The day that it is where a meeting is held: at one instant the network lives in two days at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, func, or_, select

from intranet.bookings.models import (
    PARIS,
    TIME_ZONES,
    TIME_ZONES_OF_COMMUNES,
    Bookable,
    Slot,
)
from intranet.events.models import Event, Happening

ZONES = tuple(sorted({PARIS, *TIME_ZONES.values(), *TIME_ZONES_OF_COMMUNES.values()}))
last_day = func.coalesce(Event.ends_on, Event.starts_on)


@dataclass(frozen=True)
class Days:
    """The earlier of these two days, and the zones where it is the next one already."""

    first: date
    ahead: tuple[str, ...] = ()


def days_at(at: datetime) -> Days:
    there = {tz: at.astimezone(ZoneInfo(tz)).date() for tz in ZONES}
    first = min(there.values())
    return Days(first, tuple(tz for tz in ZONES if there[tz] > first))


def is_past(days: Days) -> ColumnElement[bool]:
    """`Event.is_over` on the day of its place, for the database."""
    gone = and_(Event.starts_on.is_not(None), days.first > last_day)
    return or_(gone, Event.happening == Happening.HELD, *_gone_ahead(days))


def is_coming(days: Days) -> ColumnElement[bool]:
    """The contrary of `is_past`, said by what the indexes hold: the past is not read."""
    goes_on = or_(
        Event.starts_on >= days.first, Event.ends_on >= days.first, Event.starts_on.is_(None)
    )
    still = [~gone for gone in _gone_ahead(days)]
    return and_(goes_on, Event.happening != Happening.HELD, *still)


def ended_before(on: date) -> ColumnElement[bool]:
    """Its last day is before this one; or it was held, nobody knows when."""
    undated = and_(Event.starts_on.is_(None), Event.happening == Happening.HELD)
    return or_(undated, and_(Event.starts_on.is_not(None), on > last_day))


def _gone_ahead(days: Days) -> list[ColumnElement[bool]]:
    """Where it is the next day already, what ended on the first one is over."""
    if not days.ahead:
        return []
    theirs = select(Bookable.tz).where(Bookable.id == Event.bookable_id).scalar_subquery()
    there = func.coalesce(theirs, PARIS).in_(days.ahead)
    return [and_(Event.starts_on.is_not(None), last_day == days.first, there)]


Clocks = Mapping[str, datetime | BindParameter[datetime]]  # what the wall shows, by zone


def clocks_at(at: datetime) -> dict[str, datetime]:
    return {tz: at.astimezone(ZoneInfo(tz)).replace(tzinfo=None) for tz in ZONES}


def clocks_given() -> Clocks:
    """Those of a statement that is kept: `given_at` tells them when it is asked."""
    names = enumerate(ZONES)
    return {tz: bindparam(f"clock_{place}", type_=Slot.starts_local.type) for place, tz in names}


def given_at(at: datetime) -> dict[str, datetime]:
    return {f"clock_{place}": shown for place, shown in enumerate(clocks_at(at).values())}


def is_ahead(days: Days, clocks: Clocks) -> ColumnElement[bool]:
    """It has not begun, by the hours of its place; without hours, from its first day on it has."""
    shown: Any = case({tz: clocks[tz] for tz in ZONES}, value=Bookable.tz)
    slots = select(Slot.id).where(Slot.bookable_id == Event.bookable_id).correlate(Event)
    begun = slots.join(Bookable, Bookable.id == Slot.bookable_id).where(Slot.starts_local <= shown)
    later = Event.starts_on > days.first + timedelta(days=1)
    return or_(later, and_(Event.starts_on >= days.first, slots.exists(), ~begun.exists()))
