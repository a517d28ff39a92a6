"""The searches that people keep, which of them are due, and what is new for each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from intranet.kit.clock import in_paris
from intranet.kit.db import db, every
from intranet.kit.texts import fold
from intranet.members.models import Member
from intranet.openings.models import AlertItem, Frequency, Opening, SavedSearch
from intranet.openings.queries.board import said
from intranet.openings.queries.conditions import chosen, narrowing
from intranet.openings.queries.live import instants, live
from intranet.openings.queries.searches import Search

MORNING = timedelta(hours=7)  # in Paris: daily letters leave then, weekly ones on Mondays
WANTED_FOR = timedelta(days=365)  # then its author is asked whether it is still of use
TIME_TO_ANSWER = timedelta(days=30)


def kept_by(member: Member) -> Select[SavedSearch]:
    """What a member keeps."""
    return select(SavedSearch).where(SavedSearch.member_id == member.id).order_by(SavedSearch.id)


def kept_by_name(member: Member) -> Sequence[SavedSearch]:
    """The same as one reads a list: É beside E, whatever the capitals."""
    return sorted(every(kept_by(member)), key=lambda kept: (fold(kept.name), kept.id))


def kept_by_number(search_id: int, member_id: int) -> Select[SavedSearch]:
    """One search of somebody whose account is open."""
    return (
        select(SavedSearch)
        .join(SavedSearch.member)
        .where(
            SavedSearch.id == search_id,
            SavedSearch.member_id == member_id,
            Member.closed_at.is_(None),
        )
    )


def slot_start(frequency: Frequency, at: datetime) -> datetime:
    """When the hour, the day or the week of letters that holds this instant began."""
    if frequency is Frequency.IMMEDIATE:
        return at.replace(minute=0, second=0, microsecond=0)
    local = in_paris(at)
    day = local.date() if local.hour >= MORNING.seconds // 3600 else local.date() - timedelta(1)
    if frequency is Frequency.WEEKLY:
        day -= timedelta(days=day.weekday())
    began = datetime(day.year, day.month, day.day, MORNING.seconds // 3600, tzinfo=local.tzinfo)
    return began.astimezone(at.tzinfo)


def due(at: datetime) -> Select[SavedSearch]:
    """The alerts whose hour, day or week has come and that have not been told in it."""
    return (
        select(SavedSearch)
        .join(SavedSearch.member)
        .options(contains_eager(SavedSearch.member))
        .where(Member.closed_at.is_(None), _is_due(at))
        .order_by(SavedSearch.member_id, SavedSearch.id)
    )


def due_of_some(at: datetime, people: int) -> Select[SavedSearch]:
    """The same for a number of people only, each with all of theirs: one letter a person."""
    some = (
        select(SavedSearch.member_id)
        .join(SavedSearch.member)
        .where(Member.closed_at.is_(None), _is_due(at))
        .distinct()
        .order_by(SavedSearch.member_id)
        .limit(people)
    )
    return due(at).where(SavedSearch.member_id.in_(some))


def _is_due(at: datetime) -> ColumnElement[bool]:
    told = func.coalesce(SavedSearch.last_run_at, SavedSearch.told_since)
    slots = [
        and_(SavedSearch.frequency == frequency, told < slot_start(frequency, at))
        for frequency in (Frequency.IMMEDIATE, Frequency.DAILY, Frequency.WEEKLY)
    ]
    told_by_letter = SavedSearch.frequency != literal_column("'never'")
    return and_(told_by_letter, SavedSearch.paused_at.is_(None), or_(*slots))


class New(NamedTuple):
    """An opening that came online lately."""

    id: int
    first_published_at: datetime
    owner_id: int


def came_online(search: Search, since: datetime, at: datetime) -> list[New]:
    """The live openings that answer a search and came online after an instant, the newest first."""
    query = (
        select(Opening.id, Opening.first_published_at, Opening.owner_id)
        .where(
            live(at),
            Opening.first_published_at > since,
            *narrowing(search),
            *said(search),
            *chosen(search),
        )
        .order_by(Opening.first_published_at.desc(), Opening.id.desc())
    )
    return [
        New(row.id, row.first_published_at, row.owner_id)
        for row in db.session.execute(query, instants(at))
        if row.first_published_at
    ]


def told_to(member_ids: Collection[int], opening_ids: Collection[int]) -> set[tuple[int, int]]:
    """Which of these openings were told to which of these members."""
    query = select(AlertItem.member_id, AlertItem.opening_id).where(
        AlertItem.member_id.in_(member_ids), AlertItem.opening_id.in_(opening_ids)
    )
    return {(member_id, opening_id) for member_id, opening_id in db.session.execute(query)}


def not_said_wanted_for_a_year(at: datetime) -> Select[SavedSearch]:
    """The alerts whose author has not been heard of for a year, and was not asked yet."""
    return (
        select(SavedSearch)
        .options(joinedload(SavedSearch.member))
        .where(
            SavedSearch.frequency != Frequency.NEVER,
            SavedSearch.paused_at.is_(None),
            SavedSearch.wanted_at < at - WANTED_FOR,
            SavedSearch.asked_still_wanted_at.is_(None),
        )
        .order_by(SavedSearch.id)
    )
