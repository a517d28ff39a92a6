"""What awaits a trainer: runs without a date or a place, levels to establish, promises to keep."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import contains_eager

from intranet.bookings.models import Bookable, Lifecycle, Registration, RegistrationState
from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.courses import queries as courses
from intranet.courses.models import ONLINE, CompetencyResult, Course, CourseRun
from intranet.courses.models import State as CourseState
from intranet.home.queries.tasks.task import Task, some
from intranet.kit.clock import in_paris
from intranet.kit.texts import day, relative_day
from intranet.members.models import Member

ESTABLISHED_WITHIN = timedelta(days=60)  # after its end, one asks no more
ENDING = 60  # days before a quality certificate ends


def awaiting(member: Member, at: datetime) -> Iterator[Task]:
    """Of the organization that one teaches for."""
    if not member.is_trainer or member.organization is None:
        return
    on = in_paris(at).date()
    for run in some(_unsettled(member, at)):
        lacks = "de nouvelles dates" if run.starts_at is None else "un lieu"
        label = f"Donner {lacks} à une session de « {run.course.title} »"
        url = f"/formations/{run.course_id}/sessions/{run.id}/modifier"
        yield Task(label, url, run.updated_at, relative_day(run.starts_on, on) if run.starts_on else None, "warn")  # fmt: skip
    for run in some(_not_assessed(member, at)):
        ended = run.ends_at or at
        label = f"Dire les niveaux atteints à « {run.course.title} », {run.dates}"
        yield Task(
            label, f"/formations/sessions/{run.id}/evaluation", ended, relative_day(ended, on)
        )
    due = select(Course).where(
        Course.provider_id == member.organization_id,
        Course.state == ONLINE,
        Course.review_due_on <= on,
    )
    for course in some(due.order_by(Course.review_due_on, Course.id)):
        label = f"Confirmer que la fiche « {course.title} » est toujours exacte"
        yield Task(label, course.address, course.updated_at, relative_day(course.review_due_on or on, on), "warn")  # fmt: skip
    for held in courses.ending_certificates(on, ENDING, provider_id=member.organization_id):
        label = "Renouveler le certificat qualité de votre organisme"
        url = f"/formations/organismes/{member.organization.slug}/qualite"
        yield Task(label, url, held.created_at, f"jusqu’au {day(held.valid_until)}", "warn")


def to_finish(member: Member) -> Iterator[Task]:
    """Courses to correct, and drafts to finish."""
    if not (member.is_trainer or member.is_animator):
        return
    for course in some(courses.to_correct(member)):
        label = f"Corriger la formation « {course.title} »"
        yield Task(label, f"/formations/{course.id}/modifier", course.updated_at, tone="warn")
    for course in some(courses.mine(member).where(Course.state == CourseState.DRAFT)):
        label = f"Terminer la formation « {course.title} »"
        yield Task(label, f"/formations/{course.id}/modifier", course.updated_at)


def _unsettled(member: Member, at: datetime) -> Select[CourseRun]:
    nowhere = and_(
        CourseRun.starts_at > at, CourseRun.municipality_code.is_(None), ~CourseRun.is_remote
    )
    return (
        select(CourseRun)
        .join(CourseRun.course)
        .join(CourseRun.bookable)
        .where(
            Course.provider_id == member.organization_id,
            Bookable.lifecycle != Lifecycle.CANCELLED,
            or_(Bookable.lifecycle == Lifecycle.POSTPONED, nowhere),
        )
        .options(contains_eager(CourseRun.course), contains_eager(CourseRun.bookable))
        .order_by(CourseRun.updated_at, CourseRun.bookable_id)
    )


def _not_assessed(member: Member, at: datetime) -> Select[CourseRun]:
    """Over, somebody was there, and nothing was established of anybody."""
    somebody = exists().where(
        Registration.bookable_id == CourseRun.bookable_id,
        Registration.state == RegistrationState.ATTENDED,
    )
    established = exists().where(
        Registration.bookable_id == CourseRun.bookable_id,
        CompetencyResult.registration_id == Registration.id,
        CompetencyResult.level_after.is_not(None),
    )
    teaches = exists().where(
        CompetencyLink.subject_type == "course",
        CompetencyLink.subject_id == CourseRun.course_id,
        CompetencyLink.role == LinkRole.TEACHES,
    )
    return (
        select(CourseRun)
        .join(CourseRun.course)
        .where(
            Course.provider_id == member.organization_id,
            CourseRun.ends_at <= at,
            CourseRun.ends_at > at - ESTABLISHED_WITHIN,
            somebody,
            teaches,
            ~established,
        )
        .options(contains_eager(CourseRun.course))
        .order_by(CourseRun.ends_at, CourseRun.bookable_id)
    )
