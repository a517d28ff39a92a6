"""What the seats are told of a meeting: its words, and who holds it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain

from sqlalchemy import ColumnElement, Row, Select, exists, false, select

from intranet.bookings.models import Bookable, CertifiedMeeting, Subject
from intranet.events.models import Event
from intranet.events.queries.events import of_bookables, written_or_held_by
from intranet.kit.clock import in_paris
from intranet.kit.db import db, every
from intranet.members.models import Member, Membership, MembershipState
from intranet.members.queries import animators_of

MOST_TOLD = 3  # once its author has left


def described(bookable_ids: Collection[int]) -> Mapping[int, Subject]:
    """Several meetings, as the pages and the letters of their seats speak of them."""
    return {
        event.bookable_id or 0: _described(event) for event in every(of_bookables(bookable_ids))
    }


def organizing(event: Event) -> Sequence[Member]:
    """Who is written to of a meeting: whoever arranges it; failing that, whoever came first where it
    is held, else the animators there.
    """
    codes: list[str | None] = list(event.region_codes)
    animators = (every(animators_of(code)) for code in codes or [None])
    found = (
        arranging(event)
        or [member for member, _ in _at_work_where_held(event)]
        or list(chain.from_iterable(animators))
    )
    return list(dict.fromkeys(found))[:MOST_TOLD]


def arranging(event: Event) -> Sequence[Member]:
    """Whoever wrote it; once they have left, those who speak for who holds it."""
    author = event.author
    if author and author.is_active and author.is_admitted:
        return [author]
    return [member for member, speaks in _at_work_where_held(event) if speaks]


def _at_work_where_held(event: Event) -> Sequence[Row[Member, bool]]:
    """Some of those who work for its organizers, and whether each speaks for theirs: they come first."""
    holders = [each.organization_id for each in event.organizers if each.organization_id]
    query = (
        select(Member, Membership.is_referent)
        .join(Membership, Membership.member_id == Member.id)
        .where(
            Membership.organization_id.in_(holders),
            Membership.state == MembershipState.ADMITTED,
            Member.is_active,
        )
        .order_by(Membership.is_referent.desc(), Membership.id)
        .limit(MOST_TOLD)
    )
    return db.session.execute(query).all()


def _described(event: Event) -> Subject:
    return Subject(
        bookable_id=event.bookable_id or 0,
        title=event.title,
        address=event.address,
        calendar=f"{event.address}.ics",
        dates=event.dates,
        place=event.venue,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        organizer=event.organizer_names or "Passerelles",
        board="tour",
        board_label="Agenda",
        noun="rencontre",
        leader="intervenant",
        region_code=next(iter(event.region_codes), None),
        told=tuple(member.email for member in organizing(event)),
        is_published=event.published_at is not None,
        is_shown=event.published_at is not None and event.takes_registrations,
    )


def is_shown() -> ColumnElement[bool]:
    """Of a bookable, whether its meeting is published and takes registrations."""
    return exists().where(
        Event.bookable_id == Bookable.id,
        Event.published_at.is_not(None),
        Event.takes_registrations,
    )


def event_held(bookable_id: int) -> Event | None:
    return db.session.scalars(of_bookables([bookable_id])).unique().first()


def organized_by(member: Member) -> Select[int]:
    """The meetings that a member wrote, or whose organization holds them, while they work there."""
    query = select(Bookable.id).join(Event, Event.bookable_id == Bookable.id)
    held = Event.id.in_(written_or_held_by(member))
    return query.where(held if member.is_admitted else false())


def starting(after: datetime, before: datetime) -> Select[int]:
    """The meetings that begin within a span, by the days of the zones where it lies."""
    first, last = (in_paris(each).date() + timedelta(days=more) for each, more in ((after, -1), (before, 1)))  # fmt: skip
    return (
        select(Bookable.id)
        .join(Event, Event.bookable_id == Bookable.id)
        .where(Event.starts_on.between(first, last))
    )


def alike(_bookable_id: int, _at: datetime) -> Mapping[int, str | None]:
    """No other meeting stands for one."""
    return {}


def referents(bookable_id: int) -> Sequence[Member]:
    """Who reads what somebody needs: whoever arranges the meeting, and nobody who only happens to work
    where it is held.
    """
    event = event_held(bookable_id)
    return arranging(event) if event else []


def as_meeting(bookable_id: int) -> CertifiedMeeting:
    """What a certificate of presence says of it."""
    event = event_held(bookable_id)
    assert event, "a bookable of an event has one"
    return CertifiedMeeting(
        bookable_id=bookable_id,
        title=event.title,
        address=event.address,
        nature="rencontre",
        organizer=event.organizer_names or "Passerelles",
        dates=event.dates,
        place=event.venue,
        starts_on=event.starts_on,
        ends_on=event.ends_on or event.starts_on,
    )
