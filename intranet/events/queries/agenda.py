"""How meetings are found: the coming ones, the soonest first, then the past ones, the latest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import selectinload

from intranet.competencies.synonyms import ALIKE
from intranet.events.models import (
    Event,
    Happening,
    Organizer,
    Talk,
    TalkState,
    event_region,
)
from intranet.kit import search
from intranet.places.models import Region


def published() -> Select[Event]:
    """What anyone may read, with all that its line shows."""
    return (
        select(Event)
        .where(Event.published_at.is_not(None))
        .options(
            selectinload(Event.regions),
            selectinload(Event.organizers).joinedload(Organizer.organization),
        )
    )


@dataclass(frozen=True)
class Wanted:
    """What is asked of the agenda; `month` is « 2027-03 », `format` one of FORMATS."""

    words: str | None = None
    regions: Sequence[str] = ()
    month: str | None = None
    format: str | None = None
    with_materials: bool = False


FORMATS = ("onsite", "remote")


def found_by(
    on: date, wanted: Wanted | None = None, *, is_over: bool | None = None
) -> Select[Event]:
    """The agenda as it is asked for."""
    over = is_past(on)
    query = published().where(*_asked(wanted or Wanted()))
    if is_over is not None:
        query = query.where(over if is_over else ~over)
    return query.order_by(
        case((over, 1), else_=0),
        case((over, None), else_=Event.starts_on).asc().nulls_last(),
        Event.starts_on.desc().nulls_last(),
        Event.id.desc(),
    )


def counts_by_region(wanted: Wanted) -> Select[str, str, int]:
    """(code, name, how many meetings), whatever the regions asked for."""
    return (
        select(Region.code, Region.name, func.count())
        .join(event_region, event_region.c.region_code == Region.code)
        .join(Event, Event.id == event_region.c.event_id)
        .where(Event.published_at.is_not(None), *_asked(replace(wanted, regions=())))
        .group_by(Region.code, Region.name)
        .order_by(Region.name)
    )


def most_recent() -> Select[Event]:
    """The meetings, past or coming, the latest first; of each, only its own line."""
    return (
        select(Event)
        .where(Event.published_at.is_not(None))
        .order_by(Event.starts_on.desc().nulls_last(), Event.id.desc())
    )


def coming(on: date) -> Select[Event]:
    """What is still to come, the soonest first."""
    return found_by(on, is_over=False)


def is_past(on: date) -> ColumnElement[bool]:
    """`Event.is_over`, for the database."""
    last = func.coalesce(Event.ends_on, Event.starts_on)
    gone = and_(Event.starts_on.is_not(None), last < on)
    return or_(gone, Event.happening == Happening.HELD)


def _asked(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    found = search.matching("event", wanted.words, ALIKE)
    if found is not None:
        asked.append(Event.id.in_(select(found.c.object_id)))
    if wanted.regions:
        asked.append(Event.regions.any(Region.code.in_(wanted.regions)))
    if wanted.month:
        asked += _in_month(wanted.month)
    if wanted.format:
        asked.append(Event.is_remote.is_(wanted.format == "remote"))
    if wanted.with_materials:
        shown = select(Talk.event_id).where(Talk.state == TalkState.PUBLISHED, Talk.materials.any())
        asked.append(Event.id.in_(shown))
    return asked


def _in_month(month: str) -> list[ColumnElement[bool]]:
    """What takes place in a month, or goes on in it."""
    year, number = (int(part) for part in month.split("-"))
    first = date(year, number, 1)
    following = date(year + number // 12, number % 12 + 1, 1)
    last = func.coalesce(Event.ends_on, Event.starts_on)
    return [Event.starts_on < following, last >= first]
