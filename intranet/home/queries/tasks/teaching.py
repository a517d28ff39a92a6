"""What awaits a trainer: runs without a date or a place, levels to establish, promises to keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import contains_eager

from intranet.bookings.models import Bookable, Lifecycle, Registration, RegistrationState
from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.courses import queries as courses
from intranet.courses.models import (
    ONLINE,
    WRITABLE,
    CompetencyResult,
    Course,
    CourseRun,
    QualityCertificate,
)
from intranet.courses.models import State as CourseState
from intranet.courses.queries.held import organized_by
from intranet.home.queries.tasks.task import Kind, Task
from intranet.kit.clock import in_paris
from intranet.kit.db import every
from intranet.kit.texts import day, relative_day
from intranet.members.models import Member

ESTABLISHED_WITHIN = timedelta(days=60)  # after its end, one asks no more
ENDING = 60  # days before a quality certificate ends


def awaiting(member: Member, at: datetime) -> Iterator[Kind]:
    """Of the runs that one holds, then of the organization that one teaches for."""
    if member.is_trainer or member.is_animator:
        yield Kind(courses.runs_to_give_again(organized_by(member), at), _to_give_again)
    provider = member.organization
    if not member.is_trainer or provider is None:
        return
    on = in_paris(at).date()
    due = select(Course).where(
        Course.provider_id == provider.id, Course.state == ONLINE, Course.review_due_on <= on
    )
    ending = courses.ending_certificates(on, ENDING, provider_id=provider.id)

    def certificates(found: Sequence[QualityCertificate], _at: datetime) -> Iterator[Task]:
        for held in found:
            label = "Renouveler le certificat qualité de votre organisme"
            url = f"/formations/organismes/{provider.slug}/qualite"
            yield Task(label, url, held.created_at, f"jusqu’au {day(held.valid_until)}", "warn")

    yield Kind(_unsettled(member, at), _to_settle)
    yield Kind(_not_assessed(member, at), _to_assess)
    yield Kind(due.order_by(Course.review_due_on, Course.id), _to_review)
    yield Kind(ending, certificates, every)


def _to_give_again(found: Sequence[CourseRun], at: datetime) -> Iterator[Task]:
    """Its trainer left the provider: nobody is named for half-days to come."""
    for run in found:
        assert run.starts_on
        assert run.starts_at
        until, on = run.starts_on - courses.GIVEN_AGAIN_BEFORE, run.day_at(at)
        label = f"Donner un autre formateur à « {run.course.title} », {run.dates}"
        when = f"avant le {day(until)}" if on < until else relative_day(run.starts_on, on)
        since, tone = run.starts_at - courses.GIVEN_AGAIN_BEFORE, "warn" if on < until else "bad"
        yield Task(label, f"/animer/seances/{run.id}", since, when, tone)


def _to_settle(found: Sequence[CourseRun], at: datetime) -> Iterator[Task]:
    for run in found:
        is_put_off = run.bookable.lifecycle is Lifecycle.POSTPONED
        lacks = "de nouvelles dates" if is_put_off else "un lieu"
        on = run.starts_on if not is_put_off else None
        when = relative_day(on, run.day_at(at)) if on else None
        label = f"Donner {lacks} à une session de « {run.course.title} »"
        url = f"/formations/{run.course_id}/sessions/{run.id}/modifier"
        yield Task(label, url, run.updated_at, when, "warn")


def _to_assess(found: Sequence[CourseRun], at: datetime) -> Iterator[Task]:
    for run in found:
        label = f"Dire les niveaux atteints à « {run.course.title} », {run.dates}"
        url = f"/formations/sessions/{run.id}/evaluation"
        when = relative_day(run.ends_on, run.day_at(at)) if run.ends_on else None
        yield Task(label, url, run.ends_at or at, when)


def _to_review(found: Sequence[Course], at: datetime) -> Iterator[Task]:
    on = in_paris(at).date()
    for course in found:
        label = f"Confirmer que la fiche « {course.title} » est toujours exacte"
        yield Task(label, course.address, course.updated_at, relative_day(course.review_due_on or on, on), "warn")  # fmt: skip


def to_finish(member: Member) -> Iterator[Kind]:
    """Courses to correct, and drafts to finish."""
    if member.is_trainer or member.is_animator:
        drafts = courses.mine(member).where(Course.state == CourseState.DRAFT)
        yield Kind(courses.to_correct(member), _to_correct)
        yield Kind(drafts, _drafts)


def _to_correct(found: Sequence[Course], _at: datetime) -> Iterator[Task]:
    for course in found:
        label = f"Corriger la formation « {course.title} »"
        yield Task(label, f"/formations/{course.id}/modifier", course.updated_at, tone="warn")


def _drafts(found: Sequence[Course], _at: datetime) -> Iterator[Task]:
    for course in found:
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
            Course.state.in_(WRITABLE - {CourseState.SUSPENDED}),  # as `policy.may_announce`
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
        .join(CourseRun.bookable)
        .where(
            Course.provider_id == member.organization_id,
            CourseRun.ends_at <= at,
            CourseRun.ends_at > at - ESTABLISHED_WITHIN,
            somebody,
            teaches,
            ~established,
        )
        .options(contains_eager(CourseRun.course), contains_eager(CourseRun.bookable))
        .order_by(CourseRun.ends_at, CourseRun.bookable_id)
    )
