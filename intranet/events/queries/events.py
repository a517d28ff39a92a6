"""How one meeting is loaded, for whoever reads it, and those that wait to be published."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import CompoundSelect, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from intranet.bookings.models import Bookable
from intranet.events.models import Event, Organizer, event_region
from intranet.events.queries.agenda import Wanted, asked_of
from intranet.members.models import Member


def whole() -> Select[Event]:
    """A meeting with all that its page says, but its programme."""
    return select(Event).options(
        joinedload(Event.bookable).selectinload(Bookable.slots),
        joinedload(Event.municipality),
        joinedload(Event.minutes_by),
        selectinload(Event.regions),
        selectinload(Event.organizers).joinedload(Organizer.organization),
    )


def named(slug: str) -> Select[Event]:
    """The one of an address, published or not: who may know of it is for `policy`."""
    return whole().where(Event.slug == slug)


def of_bookables(ids: Collection[int]) -> Select[Event]:
    """The meetings of several bookables."""
    author = joinedload(Event.author).joinedload(Member.memberships)
    return whole().where(Event.bookable_id.in_(ids)).options(author)


def awaiting(reader: Member) -> Select[Event]:
    """Proposed meetings that this animator may publish, the oldest first."""
    regions = reader.animated_regions
    query = whole().where(
        Event.submitted_at.is_not(None), Event.published_at.is_(None), Event.refused_at.is_(None)
    )
    if regions is not None:
        theirs = select(event_region.c.event_id).where(event_region.c.region_code.in_(regions))
        query = query.where(Event.id.in_(theirs))
    return query.order_by(Event.submitted_at, Event.id)


def count_awaiting(reader: Member) -> Select[int]:
    return select(func.count()).select_from(awaiting(reader).order_by(None).subquery())


def proposed_by(member: Member) -> Select[Event]:
    """What somebody wrote, or their organization holds, and is not published; the latest first."""
    return (
        whole()
        .where(Event.id.in_(written_or_held_by(member)), Event.published_at.is_(None))
        .order_by(Event.updated_at.desc(), Event.id.desc())
    )


def written_or_held_by(member: Member) -> Select[int] | CompoundSelect[int]:
    """The meetings that a member wrote, or whose organization holds them: each by its own index."""
    written = select(Event.id).where(Event.author_id == member.id)
    if not member.organization_id:
        return written
    held = Organizer.organization_id == member.organization_id
    return written.union(select(Organizer.event_id).where(held))


def slugs_like(start: str) -> Select[str]:
    """The addresses that begin alike."""
    return select(Event.slug).where(Event.slug.startswith(start, autoescape=True))


def to_follow(wanted: Wanted, since: datetime) -> Select[Event]:
    """What calendars follow: the published meetings with a day that answer a search."""
    query = whole().where(Event.published_at.is_not(None), Event.bookable_id.is_not(None))
    last = func.coalesce(Event.ends_on, Event.starts_on)
    query = query.where(or_(last >= since.date(), Event.previous_starts_on >= since.date()))
    return query.where(*asked_of(wanted)).order_by(Event.starts_on, Event.id)
