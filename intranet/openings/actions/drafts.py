"""Drafts of applications that the end of an opening leaves behind: kept a month, or taken up again."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlalchemy import update

from intranet.kit.conditional import changed_one
from intranet.kit.db import db, every
from intranet.openings import queries
from intranet.openings.actions.applying import discard
from intranet.openings.actions.reminders import AT_ONCE
from intranet.openings.models import (
    ApplicationAlreadyMoved,
    ApplicationEvent,
    ApplicationState,
    JobApplication,
    Opening,
)

S = ApplicationState


def expire_drafts(at: datetime) -> int:
    """The opening is over: what was not sent no longer can be. Its text stays readable a month."""
    late = every(queries.drafts_too_late(at).limit(AT_ONCE))
    for draft in late:
        _turn(draft, S.DRAFT, S.EXPIRED, at)
    return len(late)


def delete_expired_drafts(at: datetime) -> int:
    """A month later nothing is kept of it."""
    due = every(queries.drafts_expired(at).limit(AT_ONCE))
    for draft in due:
        with suppress(ApplicationAlreadyMoved):  # its opening was opened again, and it was taken up
            discard(draft)
    return len(due)


def revive_drafts(opening: Opening, at: datetime) -> None:
    """The opening opens again: what was begun goes on."""
    for draft in every(queries.drafts_to_revive(opening.id)):
        _turn(draft, S.EXPIRED, S.DRAFT, at)


def _turn(
    draft: JobApplication, left: ApplicationState, to: ApplicationState, at: datetime
) -> None:
    """Unless its author sent it, or threw it away, meanwhile."""
    turned = (
        update(JobApplication)
        .where(
            JobApplication.id == draft.id,
            JobApplication.version == draft.version,
            JobApplication.state == left,
        )
        .values(
            version=JobApplication.version + 1,
            state=to,
            decided_at=at if to is S.EXPIRED else None,
        )
    )
    if changed_one(turned):
        db.session.refresh(draft)
        event = ApplicationEvent(
            application_id=draft.id, at=at, actor_id=None, from_state=left, to_state=to
        )
        db.session.add(event)
