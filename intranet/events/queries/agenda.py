"""How meetings are found: the coming ones, the soonest first, then the past ones, the latest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    select,
)
from sqlalchemy.orm import joinedload, selectinload

from intranet.bookings.models import Bookable
from intranet.bookings.queries import with_free_seats
from intranet.competencies.queries import subjects_among
from intranet.competencies.synonyms import ALIKE
from intranet.events.models import IN_PROGRAMME, Event, Organizer, Talk, TalkState
from intranet.events.queries.days import (
    Clocks,
    Days,
    clocks_at,
    days_at,
    is_ahead,
    is_coming,
    is_past,
)
from intranet.events.queries.linked import linked_to
from intranet.kit import search
from intranet.kit.db import db
from intranet.organizations.models import Kind, Organization
from intranet.places.models import Region


def published() -> Select[Event]:
    """What anyone may read, with all that its line shows."""
    return _readable().options(
        joinedload(Event.bookable).load_only(Bookable.tz),
        selectinload(Event.regions),
        selectinload(Event.organizers).joinedload(Organizer.organization),
    )


def _readable() -> Select[Event]:
    return select(Event).where(Event.published_at.is_not(None))


@dataclass(frozen=True)
class Wanted:
    """What is asked of the agenda; `month` is « 2027-03 », `format` one of FORMATS."""

    words: str | None = None
    regions: Sequence[str] = ()
    month: str | None = None
    format: str | None = None
    with_materials: bool = False
    themes: Sequence[int] = ()  # the items of the domains asked for
    networks: Sequence[Kind] = ()  # of those who hold it
    with_practice: bool = False  # it led to a sheet that anyone may read
    seats_at: datetime | None = None  # seats are left at this instant

    @property
    def is_told_by_itself(self) -> bool:
        """What words find, and an instant, are of one request: a statement with them is not kept."""
        return not self.words and self.seats_at is None


FORMATS = ("onsite", "remote")


def found_by(days: Days, wanted: Wanted | None = None) -> Select[Event]:
    """The agenda as it is asked for."""
    over = is_past(days)
    query = published().where(*asked_of(wanted or Wanted()))
    return query.order_by(
        case((over, 1), else_=0),
        case((over, None), else_=Event.starts_on).asc().nulls_last(),
        Event.starts_on.desc().nulls_last(),
        Event.id.desc(),
    )


def page_of(days: Days, wanted: Wanted, *, first: int, count: int) -> tuple[int, Sequence[Event]]:
    """How many meetings there are, and one page of them."""
    build = _counted_and_found if wanted.is_told_by_itself else _counted_and_found.__wrapped__
    counted, found = build(days, wanted)
    events = db.session.scalars(found, {"first": first, "most": count}).all()
    if len(events) < count and (events or not first):  # the last page tells how many there are
        return first + len(events), events
    return db.session.scalar(counted) or 0, events


@lru_cache(maxsize=32)
def _counted_and_found(days: Days, wanted: Wanted) -> tuple[Select[int], Select[Event]]:
    """Both statements, built once for what is asked often."""
    query = found_by(days, wanted)
    alone = query.with_only_columns(Event.id).order_by(None).subquery()
    most, first = (bindparam(name, type_=Integer()) for name in ("most", "first"))
    return select(func.count()).select_from(alone), query.limit(most).offset(first)


def most_recent() -> Select[Event]:
    """The meetings, past or coming, the latest first; of each, only its own line."""
    return (
        select(Event)
        .where(Event.published_at.is_not(None))
        .order_by(Event.starts_on.desc().nulls_last(), Event.id.desc())
    )


def coming_dates(days: Days) -> Select[Event]:
    """What is still to come, the soonest first, with its title and its dates only; whatever has no day
    comes last.
    """
    dated = joinedload(Event.bookable).selectinload(Bookable.slots)
    return (
        _readable()
        .options(dated)
        .where(is_coming(days))
        .order_by(Event.starts_on.asc().nulls_last(), Event.id.desc())
    )


def asked_of(wanted: Wanted) -> list[ColumnElement[bool]]:
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
        asked.append(with_materials())
    if wanted.themes:
        told = subjects_among("talk", wanted.themes)
        about = select(Talk.event_id).where(in_programme(), Talk.id.in_(told))
        asked.append(Event.id.in_(about))
    if wanted.networks:
        theirs = Organizer.organization.has(Organization.kind.in_(wanted.networks))
        asked.append(Event.organizers.any(theirs))
    if wanted.with_practice:
        asked.append(with_practice())
    if wanted.seats_at:
        at = wanted.seats_at
        asked.append(with_seats(days_at(at), at, clocks_at(at)))
    return asked


def in_programme() -> ColumnElement[bool]:
    return Talk.state.in_(list(IN_PROGRAMME))


def with_materials() -> ColumnElement[bool]:
    """Slides of one of its presentations are online."""
    shown = select(Talk.event_id).where(Talk.state == TalkState.PUBLISHED, Talk.materials.any())
    return Event.id.in_(shown)


def with_practice() -> ColumnElement[bool]:
    """A sheet that anyone may read was born of it: the board above says so."""
    return Event.id.in_(linked_to("practice"))


def with_seats(
    days: Days, at: datetime | BindParameter[datetime], clocks: Clocks
) -> ColumnElement[bool]:
    """People register here, it has not begun, and whoever asks now has a seat."""
    open_here = and_(Event.takes_registrations, Event.starts_on >= days.first)
    coming = select(Event.bookable_id).where(open_here, Event.bookable_id.is_not(None))
    free = Event.bookable_id.in_(with_free_seats(at, coming))
    return and_(open_here, is_ahead(days, clocks), free)


def _in_month(month: str) -> list[ColumnElement[bool]]:
    """What takes place in a month, or goes on in it."""
    year, number = (int(part) for part in month.split("-"))
    first = date(year, number, 1)
    following = date(year + number // 12, number % 12 + 1, 1)
    last = func.coalesce(Event.ends_on, Event.starts_on)
    return [Event.starts_on < following, last >= first]
