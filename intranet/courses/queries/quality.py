"""The quality certificates of providers: their history, what awaits a check, what ends soon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from intranet.bookings.models import (
    ACTIVE,
    LEAVABLE,
    Bookable,
    Lifecycle,
    Registration,
)
from intranet.courses.models import (
    ONLINE,
    Certification,
    Course,
    CourseRun,
    QualityCertificate,
)
from intranet.kit.db import again, db, every
from intranet.members.models import Member
from intranet.organizations.models import Organization

TOLD_LATE = timedelta(days=30)  # a timer that slept longer tells nobody what is long known


def provider_named(slug: str) -> Select[Organization]:
    return select(Organization).where(Organization.slug == slug)


def certificates_of(organization_id: int) -> Select[QualityCertificate]:
    """All that was ever declared of a provider, the latest first."""
    return (
        select(QualityCertificate)
        .where(QualityCertificate.organization_id == organization_id)
        .options(
            joinedload(QualityCertificate.evidence),
            joinedload(QualityCertificate.declared_by),
            joinedload(QualityCertificate.verified_by),
            joinedload(QualityCertificate.organization),
        )
        .order_by(QualityCertificate.valid_until.desc(), QualityCertificate.id.desc())
    )


def checked_on(on: date) -> Select[int]:
    """The organizations whose certificate for training was checked, and is valid that day."""
    return (
        select(QualityCertificate.organization_id)
        .where(
            QualityCertificate.covers_training,
            QualityCertificate.verified_at.is_not(None),
            QualityCertificate.refusal == "",
            QualityCertificate.valid_from <= on,
            QualityCertificate.valid_until >= on,
        )
        .distinct()
    )


def quality_certificate(certificate_id: int) -> Select[QualityCertificate]:
    return (
        select(QualityCertificate)
        .where(QualityCertificate.id == certificate_id)
        .options(
            joinedload(QualityCertificate.organization),
            joinedload(QualityCertificate.evidence),
            joinedload(QualityCertificate.verified_by),
        )
    )


def awaiting_check(animator: Member) -> Select[QualityCertificate]:
    """Declared, not yet read, where this animator may decide; the oldest first."""
    query = (
        select(QualityCertificate)
        .join(QualityCertificate.organization)
        .where(
            QualityCertificate.verified_at.is_(None),
            QualityCertificate.declared_by_id.is_not(None),
            Organization.id.is_distinct_from(animator.organization_id),
        )
        .options(contains_eager(QualityCertificate.organization))
        .order_by(QualityCertificate.id)
    )
    regions = animator.animated_regions
    return query if regions is None else query.where(Organization.region_code.in_(regions))


# ---- what the timer tells


def ended_certificates(on: date) -> Sequence[QualityCertificate]:
    """Ended in the last days, and nothing took over: their providers are not certified any more."""
    return every(
        _without_successor(on)
        .where(
            QualityCertificate.valid_until < on,
            QualityCertificate.valid_until >= on - TOLD_LATE,
        )
        .order_by(QualityCertificate.id)
    )


def ending_certificates(
    on: date, within: int, *, provider_id: int | None = None
) -> Select[QualityCertificate]:
    """Those that end in so many days at most, while nothing is known that takes over."""
    query = _without_successor(on).where(
        QualityCertificate.valid_until >= on,
        QualityCertificate.valid_until <= on + timedelta(days=within),
    )
    if provider_id is not None:
        query = query.where(QualityCertificate.organization_id == provider_id)
    return query


def _without_successor(on: date) -> Select[QualityCertificate]:
    other = again(QualityCertificate, "other")
    successor = exists().where(
        other.organization_id == QualityCertificate.organization_id,
        other.covers_training,
        other.verified_at.is_not(None),
        other.refusal == "",
        other.valid_until > QualityCertificate.valid_until,
        other.valid_from <= on + timedelta(days=1),
    )
    return (
        select(QualityCertificate)
        .where(
            QualityCertificate.covers_training,
            QualityCertificate.verified_at.is_not(None),
            QualityCertificate.refusal == "",
            ~successor,
        )
        .options(joinedload(QualityCertificate.organization))
    )


def still_registered(at: datetime, *which: object) -> Sequence[tuple[Registration, CourseRun]]:
    """The seats held or awaited at runs that are not over, postponed or not, of some courses: those of
    members, of guests who left an address, and of groups.
    """
    rows = db.session.execute(
        select(Registration, CourseRun)
        .join(CourseRun, CourseRun.bookable_id == Registration.bookable_id)
        .join(CourseRun.course)
        .join(Bookable, Bookable.id == CourseRun.bookable_id)
        .outerjoin(Registration.member)
        .where(
            _is_awaited(at),
            Registration.state.in_(ACTIVE),
            Member.closed_at.is_(None),
            or_(
                Registration.member_id.is_not(None),
                Registration.guest_email != "",
                Registration.group_id.is_not(None),
            ),
            *which,  # type: ignore[arg-type]
        )
        .options(
            contains_eager(Registration.member),
            contains_eager(CourseRun.course).joinedload(Course.provider),
            contains_eager(CourseRun.bookable),
            joinedload(CourseRun.municipality),
        )
        .order_by(Registration.id)
    )
    return [(row[0], row[1]) for row in rows]


def people_expected(course_id: int, at: datetime) -> int:
    """How many seats of a course are held or asked for at runs that are not over, postponed or not."""
    expected = (
        select(func.count())
        .select_from(Registration)
        .join(CourseRun, CourseRun.bookable_id == Registration.bookable_id)
        .join(Bookable, Bookable.id == CourseRun.bookable_id)
        .where(
            CourseRun.course_id == course_id,
            Registration.state.in_(LEAVABLE),
            _is_awaited(at),
        )
    )
    return db.session.scalar(expected) or 0


def _is_awaited(at: datetime) -> ColumnElement[bool]:
    """Of a run: not over; one that is postponed waits for its dates, whatever day it had."""
    to_come = and_(CourseRun.ends_at > at, Bookable.lifecycle != Lifecycle.CANCELLED)
    return or_(to_come, Bookable.lifecycle == Lifecycle.POSTPONED)


def ending_certifications(on: date, within: int) -> Sequence[Course]:
    """Courses online that lead to a certification which ends in so many days at most."""
    return every(
        select(Course)
        .join(Course.certification)
        .where(
            Course.state == ONLINE,
            Course.is_certifying,
            Certification.registration_end >= on,
            Certification.registration_end <= on + timedelta(days=within),
        )
        .options(
            contains_eager(Course.certification),
            joinedload(Course.provider),
            joinedload(Course.author),
        )
        .order_by(Course.id)
    )


def due_for_review(on: date) -> Sequence[Course]:
    """Courses online that their provider should confirm by now."""
    return every(
        select(Course)
        .where(Course.state == ONLINE, Course.review_due_on <= on)
        .options(joinedload(Course.provider), joinedload(Course.author))
        .order_by(Course.id)
    )
