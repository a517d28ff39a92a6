"""Figures that help to act: what is verified, how long a review takes, what is taken up, what lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import ClassVar

from sqlalchemy import ColumnElement, func, select, true

from intranet.kit.clock import in_paris, months_before
from intranet.kit.db import db, every
from intranet.members.models import Member
from intranet.places.models import Department
from intranet.places.queries import departments
from intranet.practices.models import (
    BY_ANIMATOR,
    Decision,
    FruitlessSearch,
    Practice,
    Replication,
    Review,
)
from intranet.practices.queries.readers import in_regions_of, is_listed
from intranet.practices.queries.reuse import is_counted
from intranet.practices.queries.talking import count_of, open_questions

YEAR, SEASON = timedelta(days=365), timedelta(days=90)
MOST_WORDS = 20


@dataclass(frozen=True)
class Figures:
    """Of the regions of one animator."""

    year: ClassVar[timedelta] = YEAR
    season: ClassVar[timedelta] = SEASON

    listed: int
    verified: int  # within twelve months
    review_days: float | None  # median, over a year
    reused: int
    reused_by: int
    questions: int
    without: list[Department]
    fruitless: list[tuple[str, int]]

    @property
    def verified_percent(self) -> int | None:
        """Rounded half up; None where nothing is listed."""
        return (200 * self.verified + self.listed) // (2 * self.listed) if self.listed else None


def figures_of(animator: Member, at: datetime) -> Figures:
    on, here = in_paris(at).date(), in_regions_of(animator)
    row = db.session.execute(
        select(
            func.count(), func.count().filter(Practice.verified_on > months_before(on, 12))
        ).where(is_listed(), here)
    ).one()  # fmt: skip
    counted = (
        select(func.count(), func.count(func.distinct(Replication.organization_id)))
        .join(Practice, Practice.id == Replication.practice_id)
        .where(is_listed(), here, *is_counted())
    )
    reused = db.session.execute(counted).one()
    return Figures(
        listed=row[0],
        verified=row[1],
        review_days=_review_days(here, at),
        reused=reused[0],
        reused_by=reused[1],
        questions=db.session.scalar(count_of(open_questions().where(here))) or 0,
        without=_without_a_sheet(animator),
        fruitless=_fruitless(on),
    )


def _review_days(here: ColumnElement[bool], at: datetime) -> float | None:
    decided = (
        select(Review.created_at, Review.decided_at)
        .join(Review.practice)
        .where(
            Review.level == BY_ANIMATOR,
            Review.decision != Decision.TAKEN_BACK,  # by its authors: nobody had read it
            Review.decided_at > at - YEAR,
            here,
        )
    )
    days = [
        (done - asked) / timedelta(days=1) for asked, done in db.session.execute(decided) if done
    ]
    return round(median(days), 1) if days else None


def _without_a_sheet(animator: Member) -> list[Department]:
    told = select(Practice.department_code).where(
        is_listed(), Practice.department_code.is_not(None)
    )
    regions = animator.animated_regions
    there = true() if regions is None else Department.region_code.in_(regions)
    return list(every(departments().where(there, Department.code.not_in(told))))


def _fruitless(on: date) -> list[tuple[str, int]]:
    """Words searched in vain in three months, over the whole network, the most often first."""
    times = func.sum(FruitlessSearch.times)
    rows = db.session.execute(
        select(FruitlessSearch.words, times)
        .where(FruitlessSearch.on > on - SEASON)
        .group_by(FruitlessSearch.words)
        .order_by(times.desc(), FruitlessSearch.words)
        .limit(MOST_WORDS)
    )
    return [(words, int(count)) for words, count in rows]
