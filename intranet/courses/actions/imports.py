"""A catalogue that is brought: kept, then written once, all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update

from intranet.courses.actions.revisions import propose
from intranet.courses.actions.runs import Dates, add_run, change_run
from intranet.courses.actions.writing import start, write
from intranet.courses.exchange.planning import Row, RunChange
from intranet.courses.models import Course, CourseFile, Syllabus, differences
from intranet.kit import journal
from intranet.kit.conditional import changed_one
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members.models import Member
from intranet.organizations.models import Organization


class AlreadyBrought(Exception):
    """The file was brought once already."""


def keep_file(member: Member, name: str, body: bytes) -> CourseFile:
    """Keep what somebody sent for their organization, between its preview and its use."""
    kept = CourseFile(
        organization_id=member.organization_id,
        member_id=member.id,
        name=name,
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def claim_file(file_id: int, at: datetime) -> None:
    """Say that a file is being brought. Raises AlreadyBrought for whoever comes second."""
    claimed = update(CourseFile).where(CourseFile.id == file_id, CourseFile.applied_at.is_(None))
    if not changed_one(claimed.values(applied_at=at)):
        raise AlreadyBrought(file_id)


def bring(
    rows: Iterable[Row], provider: Organization, by: Member | None, at: datetime, *, reviewed: bool
) -> None:
    """Write what was read: drafts are written, what is online is proposed to an animator.

    `reviewed`: what this member changes online waits for somebody else. Raises ChangedMeanwhile.
    """
    journal.note(Kind.IMPORTED, by=by, about=provider, detail="courses")
    for row in rows:
        if row.said is None:
            continue
        if row.known is None:
            course = start(provider, by, row.said, at, reference=row.found.reference, **row.beside)
        else:
            course = row.known.course
            _rewrite(row, row.known.said, row.said, course, by, at, reviewed=reviewed)
        for change in row.runs:
            _bring_run(course, change, by, at)
    db.session.flush()


def _rewrite(
    row: Row,
    before: Syllabus,
    after: Syllabus,
    course: Course,
    by: Member | None,
    at: datetime,
    *,
    reviewed: bool,
) -> None:
    changed = differences(before, after)
    if changed and course.is_online and reviewed and by:
        propose(course, after, by, at, version=course.lock_version)
    elif changed:
        write(course, after, by, at, version=course.lock_version)
    for name, value in row.beside.items():
        setattr(course, name, value)


def _bring_run(course: Course, change: RunChange, by: Member | None, at: datetime) -> None:
    found, known = change.found, change.known
    dates = Dates(
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        municipality=change.town,
        is_remote=found.is_remote,
        seats=found.seats,
        label=found.label,
        venue=found.venue,
        price_cents=found.price_cents,
    )
    if known is None:
        add_run(course, dates, by, at).reference = found.reference
    else:
        change_run(known, dates, by, at, version=known.bookable.lock_version)
