"""Drafts of applications that the end of an opening leaves behind: kept a month, or taken up again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import update

from intranet.kit.conditional import changed_one
from intranet.kit.db import db, every
from intranet.openings import queries
from intranet.openings.actions.applying import discard
from intranet.openings.actions.reminders import AT_ONCE
from intranet.openings.models import (
    NEVER_SENT,
    ApplicationAlreadyMoved,
    ApplicationEvent,
    ApplicationState,
    JobApplication,
    Opening,
)
from intranet.openings.questions import carried

S = ApplicationState


def carry_answers(opening: Opening, was: Sequence[str]) -> None:
    """The questions changed: what was answered in drafts follows, and is never sent unread."""
    for draft in every(queries.unsent_for(opening.id)):
        answers, message = carried(was, opening.questions, draft.answers, draft.message)
        moved = update(JobApplication).where(
            JobApplication.id == draft.id,
            JobApplication.version == draft.version,
            JobApplication.state.in_(NEVER_SENT),
        )
        values: dict[str, Any] = {
            "answers": answers,
            "message": message,
            "version": JobApplication.version + 1,
        }
        values["updated_at"] = JobApplication.updated_at  # it is not their author who wrote
        if changed_one(moved.values(**values)):  # else its author wrote meanwhile
            db.session.refresh(draft)


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
