"""What hangs on a course: its runs, its certification, its history, the revision under review."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from functools import cache

from sqlalchemy import Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from intranet.bookings.models import Bookable
from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.courses.models import (
    ONLINE,
    Certification,
    Course,
    CourseEvent,
    CourseRun,
    CourseVersion,
    Happening,
    State,
    VersionState,
)
from intranet.courses.queries.courses import readable_by, where_animated
from intranet.kit.db import db, every
from intranet.kit.texts import fold
from intranet.members.models import Member
from intranet.organizations.models import Kind, Organization

TWIN = 0.9  # titles more alike than that say the same


def runs_of(course_ids: Collection[int]) -> Mapping[int, Sequence[CourseRun]]:
    """The runs of several courses in one statement, by course."""
    runs: dict[int, list[CourseRun]] = {course_id: [] for course_id in course_ids}
    for run in db.session.scalars(_runs_of_some(), {"courses": list(runs)}):
        runs[run.course_id].append(run)
    return runs


@cache
def _runs_of_some() -> Select[CourseRun]:
    return _runs().where(CourseRun.course_id.in_(bindparam("courses", expanding=True)))


def run_of(course_id: int, run_id: int) -> Select[CourseRun]:
    """One run, of that course only."""
    return _runs().where(CourseRun.course_id == course_id, CourseRun.bookable_id == run_id)


def run_read_by(member: Member | None, run_id: int) -> Select[CourseRun]:
    """One run of a course that the reader may know of, with its slots."""
    courses = readable_by(member).with_only_columns(Course.id).order_by(None)
    return _runs_with_course().where(
        CourseRun.bookable_id == run_id, CourseRun.course_id.in_(courses)
    )


def runs_online_among(run_ids: Collection[int]) -> Select[CourseRun]:
    """Those of these runs whose course anybody may read."""
    online = select(Course.id).where(Course.state == ONLINE)
    return _runs_with_course().where(
        CourseRun.bookable_id.in_(run_ids), CourseRun.course_id.in_(online)
    )


def runs_to_follow(
    course_ids: Collection[int], regions: Collection[str], since: datetime
) -> Select[CourseRun]:
    """The runs of some courses (in some regions) that end later than that, with their slots."""
    query = _runs_with_course().where(
        CourseRun.course_id.in_(course_ids), CourseRun.ends_at > since
    )
    return query.where(CourseRun.region_code.in_(regions)) if regions else query


def _runs_with_course() -> Select[CourseRun]:
    """With all that a calendar says of them."""
    return _runs().options(
        contains_eager(CourseRun.bookable).selectinload(Bookable.slots),
        joinedload(CourseRun.course).joinedload(Course.provider),
    )


def _runs() -> Select[CourseRun]:
    return (
        select(CourseRun)
        .join(CourseRun.bookable)
        .options(
            contains_eager(CourseRun.bookable),
            joinedload(CourseRun.municipality),
            joinedload(CourseRun.region),
        )
        .order_by(CourseRun.starts_at, CourseRun.bookable_id)
    )


def certification_of(code: str) -> Select[Certification]:
    return select(Certification).where(Certification.code == code)


def certifications_on_offer() -> Sequence[Certification]:
    """Those a form suggests: checked, by title."""
    found = every(select(Certification).where(Certification.checked_at.is_not(None)))
    return sorted(found, key=lambda one: (fold(one.title), one.code))


def providers_on_offer(member: Member) -> Select[Organization]:
    """For whom an animator may post: where they animate, training providers and those with a course;
    their own.
    """
    teaches = exists().where(Course.provider_id == Organization.id)
    there = and_(or_(Organization.kind == Kind.PROVIDER, teaches), *where_animated(member))
    return (
        select(Organization)
        .where(
            or_(there, Organization.id == member.organization_id),
            Organization.closed_on.is_(None),
        )
        .order_by(Organization.folded)
    )


def near_twins(
    provider_id: int | None, title: str, taught: Collection[int], but: int | None = None
) -> Sequence[Course]:
    """Courses of a provider that teach the very same competencies under nearly the same title.

    The public training account refuses such offers since 7 April 2022; here one is told.
    """
    if not taught or not title or provider_id is None:
        return []
    size = len(set(taught))
    teaching = (
        select(CompetencyLink.subject_id)
        .where(CompetencyLink.subject_type == "course", CompetencyLink.role == LinkRole.TEACHES)
        .group_by(CompetencyLink.subject_id)
        .having(
            func.count() == size,
            func.count().filter(CompetencyLink.competency_id.in_(taught)) == size,
        )
    )
    query = select(Course).where(
        Course.provider_id == provider_id,
        Course.id.is_distinct_from(but),
        Course.state != State.ARCHIVED,
        Course.id.in_(teaching),
    )
    typed = fold(title)
    return [one for one in every(query.order_by(Course.id)) if alike(typed, one.folded) > TWIN]


def alike(one: str, other: str) -> float:
    """How much two titles resemble each other, from 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def history_of(course_id: int) -> Select[CourseEvent]:
    """What happened to a course, the latest first."""
    return (
        select(CourseEvent)
        .where(CourseEvent.course_id == course_id)
        .options(joinedload(CourseEvent.actor))
        .order_by(CourseEvent.at.desc(), CourseEvent.id.desc())
    )


def decided_last(course_id: int, *what: Happening) -> Select[CourseEvent]:
    """The last line of the history (of some kinds): who did it, and when."""
    query = history_of(course_id).limit(1)
    return query.where(CourseEvent.what.in_(what)) if what else query


def pending_version(course_id: int) -> Select[CourseVersion]:
    """The revision that waits for an animator, if there is one."""
    return (
        select(CourseVersion)
        .where(CourseVersion.course_id == course_id, CourseVersion.state == VersionState.PENDING)
        .options(joinedload(CourseVersion.submitted_by))
    )
