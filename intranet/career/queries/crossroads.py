"""The four faces of an item: who asks for it, where it is taught, what shows it, who holds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import contains_eager

from intranet.career.tension import Band, Lack, bands
from intranet.competencies import queries as competencies
from intranet.competencies.coverage import MASTERY, Count
from intranet.competencies.models import HIGHEST, Requirement
from intranet.competencies.queries import Item, Territory, Told
from intranet.courses import queries as courses
from intranet.courses.models import CourseRun
from intranet.events.models import IN_PROGRAMME, Event, Talk
from intranet.kit.clock import PARIS, in_paris, months_after
from intranet.kit.db import db, every
from intranet.kit.texts import MONTHS
from intranet.openings.models import Opening
from intranet.openings.queries import live
from intranet.openings.queries.counting import kept, moment_of
from intranet.practices import queries as practices
from intranet.practices.models import Practice
from intranet.tour.models import TalkSheet

MONTHS_TOLD = 12
RUNS_SHOWN = 4
SHEETS_SHOWN = 5


@dataclass(frozen=True)
class Asked:
    """The openings that ask for an item: live ones by region, new ones by month."""

    live: int
    by_region: Mapping[str, int]
    at_mastery: Mapping[str, int]  # those live that ask for the level from which one holds it
    by_month: Sequence[tuple[date, int]]  # the oldest month first

    @property
    def over_the_year(self) -> int:
        return sum(count for _, count in self.by_month)


def asked_for(item: Item, at: datetime) -> Asked:
    """Live openings by region, and those put online in each of the last twelve months.

    It reads every opening that asks for the item, so its answer is kept as the counts of the board
    are: as long as no opening changes, and for the minute at most.
    """
    moment = moment_of(at)
    if moment is None:
        return _asked_for(item, at)
    return kept(("asked for", *moment, item.competency_id), lambda: _asked_for(item, at))


def _asked_for(item: Item, at: datetime) -> Asked:
    """In one statement."""
    months = months_up_to(in_paris(at).date())
    starts = [_first_instant(month) for month in (*months, months_after(months[-1], 1))]
    is_live = live(at)
    went_online = [
        func.sum(
            case(
                (
                    (Opening.first_published_at >= start) & (Opening.first_published_at < end),
                    1,
                ),
                else_=0,
            )
        )
        for start, end in pairwise(starts)
    ]
    rows = db.session.execute(
        select(
            Opening.region_code,
            func.sum(case((is_live, 1), else_=0)),
            func.sum(case((is_live & (Requirement.level >= MASTERY), 1), else_=0)),
            *went_online,
        )
        .join(Requirement, Requirement.requirement_set_id == Opening.requirement_set_id)
        .where(
            Requirement.competency_id == item.competency_id,
            Opening.first_published_at <= at,
            (Opening.first_published_at >= starts[0]) | is_live,
        )
        .group_by(Opening.region_code)
    ).all()
    by_month = [sum(row[3 + place] for row in rows) for place in range(MONTHS_TOLD)]
    return Asked(
        live=sum(row[1] for row in rows),
        by_region=Counter({row[0]: row[1] for row in rows if row[0] and row[1]}),
        at_mastery=Counter({row[0]: row[2] for row in rows if row[0] and row[2]}),
        by_month=list(zip(months, by_month, strict=True)),
    )


def next_runs_raising(item: Item, at: datetime) -> Sequence[CourseRun]:
    """The soonest runs of the courses that raise an item."""
    raising = competencies.subjects_of("course", item.competency_id)
    query = courses.next_runs(at).where(CourseRun.course_id.in_(raising))
    return every(query.limit(RUNS_SHOWN))


@dataclass(frozen=True)
class Shown:
    """The sheets that show an item, the best proved first; and those told at the Tour, by sheet."""

    total: int
    sheets: Sequence[Practice]
    told_at: Mapping[int, Talk]


def shown_by(item: Item, on: date) -> Shown:
    ordered = practices.showing(item, on).order_by(None)
    ordered = ordered.order_by(Practice.evidence.desc(), Practice.published_at.desc(), Practice.id)
    query = ordered.add_columns(func.count().over()).limit(SHEETS_SHOWN)
    found = db.session.execute(query).unique().all()
    sheets = [row[0] for row in found]
    told = {one.practice_id: one.talk for one in every(_told_at(sheets))} if sheets else {}
    return Shown(found[0][1] if found else 0, sheets, told)


def _told_at(sheets: Sequence[Practice]) -> Select[TalkSheet]:
    """The presentations that became these sheets, where anyone may read their programme."""
    return (
        select(TalkSheet)
        .join(TalkSheet.talk)
        .join(Talk.event)
        .where(
            TalkSheet.practice_id.in_([sheet.id for sheet in sheets]),
            Talk.state.in_(IN_PROGRAMME),
            Event.published_at.is_not(None),
        )
        .options(contains_eager(TalkSheet.talk).contains_eager(Talk.event))
    )


@dataclass(frozen=True)
class Held:
    """Who hold an item in the whole network: None where that is withheld; and by levels."""

    count: Count | None
    bands: Sequence[Band]


def held_by(item: Item, told: Told) -> Held:
    """By the count that every page reads; levels are joined where few people are at one."""
    count = told.count(item.competency_id, Territory())
    if count is None or not count.assessed:
        return Held(count, ())
    return Held(count, bands(competencies.levels_counted(item.competency_id), HIGHEST))


def lacking(item: Item, asked: Asked, told: Told, at: datetime) -> list[tuple[str, Lack]]:
    """The regions where openings ask for it at the level of those who hold it: the most unmet first."""
    if not asked.at_mastery:
        return []
    seats = courses.seats_to_come(item.competency_id, MASTERY, at)
    found = []
    for region, demand in asked.at_mastery.items():
        count = told.count(item.competency_id, Territory(region))
        lack = Lack(demand, count.holders if count else None, seats.get(region, 0))
        found.append((region, lack))
    return sorted(found, key=lambda one: (-one[1].most_unmet, -(one[1].tension or 0), one[0]))


def months_up_to(on: date, count: int = MONTHS_TOLD) -> list[date]:
    """The first days of the last so many months, this one included, the oldest first."""
    last = on.year * 12 + on.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - count + 1, last + 1)]


def month_in_words(month: date) -> str:
    """Novembre 2026."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def _first_instant(month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=PARIS)
