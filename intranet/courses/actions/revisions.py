"""Another text for a course that is online: proposed, then accepted or refused."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from intranet.courses import queries
from intranet.courses.actions.decisions import check_certification, refuse_ended_certification
from intranet.courses.actions.finding import let_be_found
from intranet.courses.actions.history import take_note, tell
from intranet.courses.actions.writing import join, say
from intranet.courses.models import (
    Certification,
    ChangedMeanwhile,
    Course,
    CourseVersion,
    Happening,
    NotAwaited,
    State,
    Syllabus,
    VersionState,
)
from intranet.kit.conditional import changed_one
from intranet.kit.db import db
from intranet.members.models import Member


def propose(
    course: Course, said: Syllabus, by: Member, at: datetime, *, version: int
) -> CourseVersion:
    """Keep another text for a course that is online; the page does not change until it is read.

    A revision that waits already is replaced. Raises ChangedMeanwhile.
    """
    taken = update(Course).where(
        Course.id == course.id, Course.lock_version == version, Course.state == State.PUBLISHED
    )
    if not changed_one(taken.values(lock_version=version + 1)):
        raise ChangedMeanwhile(course.id)
    db.session.refresh(course)
    waiting = db.session.scalars(queries.pending_version(course.id)).one_or_none()
    found = waiting or CourseVersion(course=course)
    if said.certification:
        db.session.add(said.certification)
        db.session.flush()
    found.content, found.submitted_by, found.submitted_at = said.kept(), by, at
    db.session.add(found)
    db.session.flush()
    take_note(course, by, Happening.REVISION_PROPOSED, at)
    return found


def accept(version: CourseVersion, said: Syllabus, by: Member, at: datetime, *, seen: int) -> None:
    """Put a revision online, as it was read at version `seen` of the course.

    Raises NotAwaited, ChangedMeanwhile, CertificationEnded.
    """
    course = version.course
    refuse_ended_certification(said.is_certifying, said.certification, at)
    _decide(version, VersionState.ACCEPTED, by, at)
    taken = update(Course).where(Course.id == course.id, Course.lock_version == seen)
    if not changed_one(taken.values(lock_version=seen + 1)):
        raise ChangedMeanwhile(course.id)
    db.session.refresh(course)
    say(course, said)
    db.session.flush()
    join(course, said)
    check_certification(course, at)
    take_note(course, by, Happening.REVISION_ACCEPTED, at)
    let_be_found(course)
    tell("revision_accepted", course, by, at, to=version.submitted_by)


def refuse(version: CourseVersion, by: Member, at: datetime, reason: str) -> None:
    """Leave the page as it is, and say why."""
    _decide(version, VersionState.REFUSED, by, at, reason)
    take_note(version.course, by, Happening.REVISION_REFUSED, at, reason)
    tell("revision_refused", version.course, by, at, to=version.submitted_by, reason=reason)


def read_version(version: CourseVersion) -> Syllabus:
    """The text that a revision holds, as a syllabus."""
    certification_id = version.content.get("certification_id")
    certification = db.session.get(Certification, certification_id) if certification_id else None
    return Syllabus.read(version.content, certification)


def _decide(
    version: CourseVersion, state: VersionState, by: Member, at: datetime, reason: str | None = None
) -> None:
    taken = update(CourseVersion).where(
        CourseVersion.id == version.id, CourseVersion.state == VersionState.PENDING
    )
    if not changed_one(
        taken.values(state=state, decided_by_id=by.id, decided_at=at, reason=reason)
    ):
        raise NotAwaited(version.course_id)
    db.session.refresh(version)
