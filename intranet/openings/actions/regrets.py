"""A withdrawal taken back within a day: the application is again where it stood."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from intranet.kit import letters
from intranet.kit.conditional import changed_one
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings import policy, queries
from intranet.openings.actions.applying import AlreadyApplied
from intranet.openings.actions.telling import answerers_of, as_told
from intranet.openings.models import (
    ApplicationAlreadyMoved,
    ApplicationEvent,
    ApplicationState,
    JobApplication,
)


def undo_withdrawal(application: JobApplication, by: Member, at: datetime, *, version: int) -> None:
    """Its message and files are readable again. Raises ApplicationAlreadyMoved, AlreadyApplied."""
    stood = queries.stood_before_withdrawal(application.id)
    if stood is None:
        raise ApplicationAlreadyMoved(application.id)
    back = (
        update(JobApplication)
        .where(
            JobApplication.id == application.id,
            JobApplication.version == version,
            JobApplication.state == ApplicationState.WITHDRAWN,
            JobApplication.decided_at > at - policy.REGRETS,
        )
        .values(
            version=JobApplication.version + 1,
            state=stood,
            decided_at=None,
            updated_at=at,
            archived_at=None,
            archived_by_id=None,
            interview_sequence=JobApplication.interview_sequence + 1,
        )
    )
    try:
        with db.session.begin_nested():
            is_back = changed_one(back)
    except IntegrityError as another:
        raise AlreadyApplied from another
    if not is_back:
        raise ApplicationAlreadyMoved(application.id)
    db.session.refresh(application)
    event = ApplicationEvent(
        application_id=application.id,
        at=at,
        actor_id=by.id,
        from_state=ApplicationState.WITHDRAWN,
        to_state=stood,
        note="Retrait annulé",
    )
    db.session.add(event)
    db.session.flush()
    for to in answerers_of(application.opening):
        letters.write(
            "openings/withdrawal_undone",
            to.email,
            key=f"application-event-{event.id}-to-{to.id}",
            name=to.name,
            opening=application.opening,
            **as_told(to, application),
        )
