"""Courses for a reader, for a page of another domain, for a dashboard."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from intranet.bookings.models import CALLED_OFF, Bookable
from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.courses.models import (
    KNOWN_TO_ANIMATORS,
    ONLINE,
    Course,
    CourseRun,
    CourseVersion,
    State,
    VersionState,
)
from intranet.courses.queries.catalogue import next_of
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.organizations.models import Organization

PANEL = 3  # courses shown on the page of another domain


def read_by(member: Member | None, course_id: int) -> Course | None:
    """One course, with the revision that waits, if this reader may know of it."""
    decides = member is not None and (member.is_trainer or member.is_animator)
    query = _one(readable_by(member)) if decides else _one_online()
    return db.session.scalars(query, {"course": course_id}).unique().one_or_none()


@cache
def _one_online() -> Select[Course]:
    """Built once: most readers know of what is online alone."""
    return _one(readable_by(None))


def _one(courses: Select[Course]) -> Select[Course]:
    revision = joinedload(Course.revision).joinedload(CourseVersion.submitted_by)
    return courses.where(Course.id == bindparam("course")).options(revision)


def readable_by(member: Member | None) -> Select[Course]:
    """What is online; one's own organization's for its trainers; what was submitted, for animators."""
    query = (
        select(Course)
        .join(Course.provider)
        .options(
            contains_eager(Course.provider),
            joinedload(Course.certification),
            joinedload(Course.author),
            joinedload(Course.decided_by),
            joinedload(Course.partners),
            joinedload(Course.quality),
        )
    )
    allowed = [Course.state == ONLINE]
    if member and member.is_trainer:
        allowed.append(Course.provider_id == member.organization_id)
    if member and member.is_animator:
        allowed += [
            Course.author_id == member.id,
            and_(Course.state.in_(KNOWN_TO_ANIMATORS), *where_animated(member)),
        ]
    return query.where(or_(*allowed))


def awaiting_review(animator: Member) -> Select[Course]:
    """Submitted, or with a revision to read, where this animator may decide; the oldest first."""
    return (
        select(Course)
        .join(Course.provider)
        .outerjoin(
            CourseVersion,
            and_(
                CourseVersion.course_id == Course.id,
                CourseVersion.state == VersionState.PENDING,
            ),
        )
        .where(
            or_(
                Course.state == State.SUBMITTED,
                and_(Course.state == ONLINE, CourseVersion.id.is_not(None)),
            ),
            Course.author_id.is_distinct_from(animator.id),
            Course.provider_id.is_distinct_from(animator.organization_id),
            *where_animated(animator),
        )
        .options(contains_eager(Course.provider), joinedload(Course.author))
        .order_by(func.coalesce(CourseVersion.submitted_at, Course.submitted_at), Course.id)
    )


def mine(member: Member) -> Select[Course]:
    """The courses of the organization that a member teaches for, or that they wrote; latest first."""
    own = [Course.author_id == member.id]
    if member.is_trainer:
        own.append(Course.provider_id == member.organization_id)
    return (
        select(Course)
        .where(or_(*own), Course.state != State.ARCHIVED)
        .options(joinedload(Course.provider))
        .order_by(Course.updated_at.desc(), Course.id.desc())
    )


def online(course_id: int) -> Select[Course]:
    """One course, where anybody may read it."""
    query = select(Course).where(Course.id == course_id, Course.state == ONLINE)
    return query.options(joinedload(Course.provider))


def online_among(course_ids: Collection[int]) -> Select[Course]:
    """Those of these courses that anybody may read."""
    return select(Course).where(Course.id.in_(course_ids), Course.state == ONLINE)


def online_of(organization_id: int | None) -> Select[Course]:
    """What a provider has in the catalogue, by title."""
    return (
        select(Course)
        .where(Course.provider_id == organization_id, Course.state == ONLINE)
        .order_by(Course.folded, Course.id)
    )


def to_correct(member: Member) -> Select[Course]:
    """Those of `mine` that an animator sent back with a reason."""
    return mine(member).where(Course.state == State.CHANGES_REQUESTED)


def next_runs(at: datetime) -> Select[CourseRun]:
    """The runs to come of the courses that are online, the soonest first."""
    return (
        select(CourseRun)
        .join(CourseRun.course)
        .join(CourseRun.bookable)
        .where(
            Course.state == ONLINE,
            CourseRun.starts_at > at,
            Bookable.lifecycle.not_in(CALLED_OFF),
        )
        .options(
            contains_eager(CourseRun.course).joinedload(Course.provider),
            contains_eager(CourseRun.bookable),
            joinedload(CourseRun.municipality),
            joinedload(CourseRun.region),
        )
        .order_by(CourseRun.starts_at, CourseRun.bookable_id)
    )


def coming_runs_of(organization_id: int, at: datetime) -> Select[CourseRun]:
    """The runs to come of one provider."""
    return next_runs(at).where(Course.provider_id == organization_id)


def providers_named(slugs: Collection[str]) -> dict[str, str]:
    """The names of organizations, by the slugs that a filter holds; unknown ones are absent."""
    if not slugs:
        return {}
    rows = db.session.execute(
        select(
            Organization.slug, func.coalesce(Organization.acronym, Organization.name).label("name")
        ).where(Organization.slug.in_(slugs))
    )
    return {row.slug: row.name for row in rows}


@dataclass(frozen=True)
class OfItem:
    """The courses that raise an item: how many, and the soonest with the levels they lead from and to."""

    total: int
    shown: Sequence[Row[Any]]  # Course, next_on, level_from, level_to


def raising(competency_id: int, at: datetime) -> OfItem:
    """In one statement, for the page of an item."""
    next_at, next_on = next_of(at)
    rows = db.session.execute(
        select(
            Course,
            next_on.label("next_on"),
            CompetencyLink.level_from,
            CompetencyLink.level_to,
            func.count().over().label("total"),
        )
        .join(
            CompetencyLink,
            and_(
                CompetencyLink.subject_type == "course",
                CompetencyLink.subject_id == Course.id,
                CompetencyLink.competency_id == competency_id,
                CompetencyLink.role == LinkRole.TEACHES,
            ),
        )
        .where(Course.state == ONLINE)
        .options(joinedload(Course.provider))
        .order_by(next_at.is_(None), next_at, Course.folded, Course.id)
        .limit(PANEL)
    ).all()
    return OfItem(rows[0].total if rows else 0, rows)


@dataclass(frozen=True)
class OfProvider:
    """The courses of an organization: how many, and the soonest."""

    total: int
    shown: Sequence[Row[Any]]  # Course, next_on


def offered_by(organization_id: int, at: datetime) -> OfProvider:
    """In one statement, for the page of an organization."""
    next_at, next_on = next_of(at)
    rows = db.session.execute(
        select(Course, next_on.label("next_on"), func.count().over().label("total"))
        .where(Course.state == ONLINE, Course.provider_id == organization_id)
        .order_by(next_at.is_(None), next_at, Course.folded, Course.id)
        .limit(PANEL)
    ).all()
    return OfProvider(rows[0].total if rows else 0, rows)


def similar_to(course: Course, competency_ids: Collection[int], at: datetime) -> Select[Any]:
    """Courses online that raise the same items, the closest first: (Course, next_on, alike)."""
    next_at, next_on = next_of(at)
    alike = (
        select(CompetencyLink.subject_id, func.count(CompetencyLink.id).label("alike"))
        .where(
            CompetencyLink.subject_type == "course",
            CompetencyLink.role == LinkRole.TEACHES,
            CompetencyLink.competency_id.in_(competency_ids),
            CompetencyLink.subject_id != course.id,
        )
        .group_by(CompetencyLink.subject_id)
        .subquery("alike")
    )
    return (
        select(Course, next_on.label("next_on"), alike.c.alike)
        .join(alike, alike.c.subject_id == Course.id)
        .where(Course.state == ONLINE)
        .options(joinedload(Course.provider))
        .order_by(alike.c.alike.desc(), next_at.is_(None), next_at, Course.id)
        .limit(PANEL)
    )


def where_animated(member: Member) -> list[ColumnElement[bool]]:
    """The providers in the regions of an animator; no condition for a national one."""
    regions = member.animated_regions
    return [] if regions is None else [Organization.region_code.in_(regions)]
