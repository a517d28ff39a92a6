"""What is lacking everywhere, counted at once: a statement for each figure, whatever there is to count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    case,
    extract,
    func,
    select,
    union_all,
)

from intranet.bookings.models import Bookable
from intranet.career.models import EVERYWHERE, Plan, TrainingWish
from intranet.career.queries.crossroads import months_up_to
from intranet.competencies import queries as competencies
from intranet.competencies.coverage import MASTERY, STEP, Count, Place, published
from intranet.competencies.models import CompetencyLink, JobProfile, Need, Requirement
from intranet.competencies.queries import Territory, Told
from intranet.courses.models import CourseRun
from intranet.courses.queries import AHEAD, coming_runs_raising
from intranet.kit.clock import in_paris, months_after
from intranet.kit.db import db
from intranet.members.models import Member, Membership, MembershipState
from intranet.openings.models import PENDING, ApplicationState, JobApplication, Opening
from intranet.openings.queries import live
from intranet.organizations.models import Organization

Where = tuple[int, str]  # an item, the code of a region or EVERYWHERE

UNDER_WAY = PENDING | {ApplicationState.DRAFT}


@dataclass
class Begun:
    """What begins in one month: openings whose post is to be taken, runs and their seats."""

    openings: int = 0
    runs: int = 0
    seats: int = 0


@dataclass(frozen=True)
class Counted:
    """All that the board of needs keeps. Of people: by fives, None where it is withheld."""

    months: Mapping[Where, Mapping[date, Begun]]
    gaps: Mapping[Where, int | None]
    wishes: Mapping[Where, int | None]
    told: Told

    def places(self) -> set[Where]:
        """Where there is anything to say."""
        return {*self.months, *self.gaps, *self.wishes}

    def supply(self, where: Where) -> int | None:
        competency_id, region = where
        count = self.told.count(competency_id, Territory(region or None))
        return count.holders if count else None


@dataclass
class _Calendar:
    """The coming months: what begins before is due now, what begins later is due at the end."""

    months: list[date]
    found: dict[Where, dict[date, Begun]] = field(default_factory=lambda: defaultdict(dict))

    def at(self, competency_id: int, region: str, year: int | None, month: int | None) -> Begun:
        # PostgreSQL gives the parts of a date as decimals.
        on = date(int(year), int(month), 1) if year and month else self.months[0]
        on = min(max(on, self.months[0]), self.months[-1])
        return self.found[competency_id, region].setdefault(on, Begun())


def counted(at: datetime) -> Counted:
    """What is asked, taught, aimed at and looked for, item by item, region by region."""
    calendar = _Calendar(months_up_to(months_after(in_paris(at).date(), AHEAD - 1), AHEAD))
    for item, region, year, month, openings in db.session.execute(_openings(at)):
        for where in {region or EVERYWHERE, EVERYWHERE}:
            calendar.at(item, where, year, month).openings += openings
    for item, region, year, month, runs, seats in db.session.execute(_runs(at)):
        # What is held at a distance is for nobody’s region: it counts in the whole alone.
        for where in {region or EVERYWHERE, EVERYWHERE}:
            begun = calendar.at(item, where, year, month)
            begun.runs, begun.seats = begun.runs + runs, begun.seats + (seats or 0)
    told = competencies.told()
    return Counted(calendar.found, _gaps(at, told), _wishes(), told)


def _openings(at: datetime) -> Select[int, str | None, int, int, int]:
    """Live openings that ask for the level from which one holds an item, by when the post begins."""
    begins = (extract("year", Opening.start_on), extract("month", Opening.start_on))
    return (
        select(Requirement.competency_id, Opening.region_code, *begins, func.count())
        .join(Opening, Opening.requirement_set_id == Requirement.requirement_set_id)
        .where(live(at), Requirement.level >= MASTERY)
        .group_by(Requirement.competency_id, Opening.region_code, *begins)
    )


def _runs(at: datetime) -> Select[int, str | None, int, int, int, int | None]:
    begins = (extract("year", CourseRun.starts_on), extract("month", CourseRun.starts_on))
    where = (CompetencyLink.competency_id, CourseRun.region_code, *begins)
    return (
        coming_runs_raising(at, level=MASTERY)
        .with_only_columns(*where, func.count(), func.sum(Bookable.seats))
        .group_by(*where)
    )


def _gaps(at: datetime, told: Told) -> dict[Where, int | None]:
    """How many are below the level of what they aim at, of those who said theirs.

    A job they made a plan for, an opening they answer, a session they look for. One person counts
    once for an item, by the highest level that they aim at.
    """
    aims = _aims(at)
    wanted = (
        select(aims.c.member_id, aims.c.competency_id, func.max(aims.c.level).label("level"))
        .group_by(aims.c.member_id, aims.c.competency_id)
        .subquery("wanted")
    )
    has = competencies.effective_levels(at, select(aims.c.member_id))
    is_below: ColumnElement[int] = case((has.c.level < wanted.c.level, 1), else_=0)
    rows = db.session.execute(
        select(
            wanted.c.competency_id,
            Organization.region_code,
            func.count(),
            func.sum(is_below),
        )
        .select_from(wanted)
        .join(
            has,
            (has.c.member_id == wanted.c.member_id)
            & (has.c.competency_id == wanted.c.competency_id),
        )
        .join(Membership, Membership.member_id == wanted.c.member_id)
        .join(Member, Member.id == Membership.member_id)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(Membership.state == MembershipState.ADMITTED, Member.is_active)
        .group_by(wanted.c.competency_id, Organization.region_code)
    )
    counts: dict[int, dict[Place, Count]] = {}
    for item, region, people, below in rows:
        counts.setdefault(item, {})[region or "", ""] = Count(people, below)
    persons: dict[Place, int] = {}
    for place, people in told.persons.items():
        persons[place[0], ""] = persons.get((place[0], ""), 0) + people
    found: dict[Where, int | None] = {}
    for item, by_place in counts.items():
        shown = published(by_place, persons)
        for place in [(), *((region,) for region, _ in by_place if region)]:
            count = shown.get(place)
            where = (item, place[0] if place else EVERYWHERE)
            found[where] = count.holders // STEP * STEP if count else None
    return found


def _aims(at: datetime) -> CTE:
    """Who wants which level of which item."""
    who, item, level = "member_id", "competency_id", "level"
    asked = Requirement.competency_id.label(item), Requirement.level.label(level)
    is_asked = Requirement.need == Need.REQUIRED
    applied = (
        select(JobApplication.applicant_id.label(who), *asked)
        .join(Opening, Opening.id == JobApplication.opening_id)
        .join(Requirement, Requirement.requirement_set_id == Opening.requirement_set_id)
        .where(
            JobApplication.state.in_(UNDER_WAY),
            JobApplication.applicant_id.is_not(None),
            is_asked,
            live(at),
        )
    )
    towards_an_opening = (
        select(Plan.member_id.label(who), *asked)
        .join(Opening, Opening.id == Plan.opening_id)
        .join(Requirement, Requirement.requirement_set_id == Opening.requirement_set_id)
        .where(Plan.deleted_at.is_(None), is_asked, live(at))
    )
    towards_a_job = (
        select(Plan.member_id.label(who), *asked)
        .join(JobProfile, JobProfile.id == Plan.job_profile_id)
        .join(Requirement, Requirement.requirement_set_id == JobProfile.requirement_set_id)
        .where(Plan.deleted_at.is_(None), is_asked)
    )
    wished = select(
        TrainingWish.member_id.label(who),
        TrainingWish.competency_id.label(item),
        TrainingWish.level.label(level),
    ).where(*is_open())
    every_aim: CompoundSelect[Any] = union_all(applied, towards_an_opening, towards_a_job, wished)
    return every_aim.cte("aims")


def _wishes() -> dict[Where, int | None]:
    """How many look for a session: by fives, and None where there are one to four."""
    rows = db.session.execute(
        select(TrainingWish.competency_id, TrainingWish.region_code, func.count())
        .where(*is_open())
        .group_by(TrainingWish.competency_id, TrainingWish.region_code)
    ).all()
    sums: dict[Where, int] = defaultdict(int)
    for item, region, people in rows:
        for where in (region, EVERYWHERE):
            sums[item, where] += people
    return {where: people // STEP * STEP or None for where, people in sums.items()}


def is_open() -> Iterable[ColumnElement[bool]]:
    """The twin of `TrainingWish.is_open`."""
    return (TrainingWish.answered_at.is_(None), TrainingWish.withdrawn_at.is_(None))
