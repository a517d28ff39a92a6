"""A course that comes, a run that opens, moves or is called off: news for whoever follows it.

So it is for whoever follows its provider, its territory, or what it teaches.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.courses.models import Course, CourseRun
from intranet.discussions import actions as discussions
from intranet.discussions.models import Topic, Verb
from intranet.kit.db import db
from intranet.members.models import Member

FAMILY = "courses"


def tell_course(course: Course, verb: Verb, by: Member | None, at: datetime) -> None:
    """Announce once what became of a course; the regions of its runs lead to it."""
    regions = select(CourseRun.region_code).where(
        CourseRun.course_id == course.id, CourseRun.starts_at > at
    )
    places = {(Topic.REGION, code) for code in db.session.scalars(regions) if code}
    discussions.announce(
        f"course:{course.id}:{verb}",
        verb,
        family=FAMILY,
        subject=("course", course.id),
        title=course.title,
        address=course.address,
        topics=_taught(course) | places,
        by=by,
        at=at,
    )


def tell_run(run: CourseRun, verb: Verb, by: Member | None, at: datetime, *, of: str = "") -> None:
    """Announce once what became of a run of a course that is online, and that is still to come."""
    if not run.course.is_online or (run.starts_at and run.starts_at <= at):
        return
    topics = _taught(run.course) | {(Topic.THING, f"course:{run.course_id}")}
    if run.region_code:
        topics.add((Topic.REGION, run.region_code))
    if run.municipality:
        topics.add((Topic.DEPARTMENT, run.municipality.department_code))
    discussions.announce(
        f"run:{run.id}:{verb}:{of}",
        verb,
        family=FAMILY,
        subject=("run", run.id),
        title=f"{run.course.title}, {run.dates}",
        address=run.address,
        topics=topics,
        by=by,
        at=at,
    )


def _taught(course: Course) -> set[tuple[Topic, str]]:
    """Its provider, and the items it raises."""
    link = CompetencyLink
    raised = select(link.competency_id).where(
        link.subject_type == "course",
        link.subject_id == course.id,
        link.role != LinkRole.PRESUPPOSES,
    )
    items = {(Topic.COMPETENCY, str(each)) for each in db.session.scalars(raised)}
    return items | {(Topic.ORGANIZATION, str(course.provider_id))}
