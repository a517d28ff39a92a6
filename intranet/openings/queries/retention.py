"""What of applications is no longer to be kept, by the delays that are settings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from intranet.kit.clock import in_paris, months_before
from intranet.kit.db import db
from intranet.openings.models import (
    PENDING,
    ApplicationEvent,
    ApplicationFile,
    ApplicationMessage,
    ApplicationNote,
    ApplicationState,
    JobApplication,
    ReminderKind,
    Scan,
)
from intranet.openings.queries.duties import told
from intranet.openings.retention import Delays

ASKED_AGAIN = timedelta(days=30)  # before the end of an agreement
QUARANTINE = timedelta(days=7)
S = ApplicationState
OVER = (S.ACCEPTED, S.DECLINED, S.REFUSED, S.OPENING_CANCELLED, S.WITHDRAWN)


def idle_drafts(at: datetime, delays: Delays) -> Select[JobApplication]:
    return _whole().where(
        JobApplication.state == S.DRAFT,
        JobApplication.updated_at <= months_before(at, delays.draft),
    )


def forgotten(at: datetime, delays: Delays) -> Select[JobApplication]:
    """Sent, and without a step of anybody for so long that none will come."""
    return _whole().where(
        JobApplication.state.in_(PENDING),
        JobApplication.updated_at <= months_before(at, delays.forgotten),
    )


def to_erase(at: datetime, delays: Delays) -> Select[JobApplication]:
    """Decided long enough ago, and not kept in mind; what is erased already is not found again."""
    return _whole().where(
        JobApplication.state.in_(OVER),
        JobApplication.decided_at <= months_before(at, delays.decided),
        _is_not_pooled(at),
        holds_words(),
    )


def holds_words() -> ColumnElement[bool]:
    """Something is left to erase: a note may be written long after the rest has gone."""
    theirs = (
        (ApplicationFile, ApplicationFile.deleted_at.is_(None)),
        (ApplicationNote, true()),
        (ApplicationMessage, true()),
    )
    kept = [exists().where(row.application_id == JobApplication.id, left) for row, left in theirs]
    return or_(JobApplication.message != "", *kept)


def to_anonymise(at: datetime, delays: Delays) -> Select[JobApplication]:
    return _whole().where(
        JobApplication.state.in_(OVER),
        JobApplication.decided_at <= months_before(at, delays.anonymous),
        JobApplication.anonymised_at.is_(None),
        _is_not_pooled(at),
    )


def pool_ending(at: datetime, _delays: Delays) -> Select[JobApplication]:
    """Agreements that end within a month, whose author was not asked since they were given."""
    today = in_paris(at).date()
    return _whole().where(
        JobApplication.pool_until >= today,
        JobApplication.pool_until <= today + ASKED_AGAIN,
        ~told(ReminderKind.POOL_ENDING, JobApplication.id),
    )


def all_of(member_id: int) -> Select[JobApplication]:
    """All that somebody ever began or sent."""
    return _whole().where(JobApplication.applicant_id == member_id)


def files_to_scan() -> Select[ApplicationFile]:
    return (
        select(ApplicationFile)
        .where(ApplicationFile.scan == Scan.PENDING, ApplicationFile.attachment_id.is_not(None))
        .options(
            joinedload(ApplicationFile.attachment),
            joinedload(ApplicationFile.application).options(
                joinedload(JobApplication.applicant), joinedload(JobApplication.opening)
            ),
        )
        .order_by(ApplicationFile.id)
    )


def infected_files(at: datetime) -> Select[ApplicationFile]:
    """In quarantine for a week."""
    return select(ApplicationFile).where(
        ApplicationFile.scan == Scan.INFECTED,
        ApplicationFile.deleted_at.is_(None),
        ApplicationFile.updated_at <= at - QUARANTINE,
    )


def stood_before_withdrawal(application_id: int) -> ApplicationState | None:
    """The state that the last withdrawal left."""
    asked = (
        select(ApplicationEvent.from_state)
        .where(
            ApplicationEvent.application_id == application_id,
            ApplicationEvent.to_state == S.WITHDRAWN,
        )
        .order_by(ApplicationEvent.id.desc())
        .limit(1)
    )
    return db.session.scalar(asked)


def _is_not_pooled(at: datetime) -> ColumnElement[bool]:
    return or_(JobApplication.pool_until.is_(None), JobApplication.pool_until < in_paris(at).date())


def _whole() -> Select[Any]:
    return (
        select(JobApplication)
        .options(
            selectinload(JobApplication.files),
            joinedload(JobApplication.opening),
            joinedload(JobApplication.applicant),
        )
        .order_by(JobApplication.id)
    )
