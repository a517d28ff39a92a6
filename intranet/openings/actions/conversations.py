"""Messages between a candidate and those who answer: each reaches the other side by a letter too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, update

from intranet.kit import letters
from intranet.kit.conditional import changed_one
from intranet.kit.db import db, every
from intranet.kit.repeats import said_just_before
from intranet.members.models import Member
from intranet.openings import policy, queries
from intranet.openings.actions.telling import answerers_of, as_told
from intranet.openings.models import (
    ApplicationAlreadyMoved,
    ApplicationMessage,
    ApplicationState,
    JobApplication,
)


def write_message(
    application: JobApplication, by: Member, body: str, at: datetime
) -> ApplicationMessage:
    """Write to the other side; sent again, it is the message that is there.

    Raises ApplicationAlreadyMoved where it was withdrawn meanwhile.
    """
    is_answer = by.id != application.applicant_id
    values: dict[str, Any] = {"updated_at": at}
    if is_answer:
        values["first_answer_at"] = func.coalesce(JobApplication.first_answer_at, at)
    else:  # a word of theirs waits for one: it is on the list of the desk again
        values |= {"archived_at": None, "archived_by_id": None}
    held = (
        update(JobApplication)
        .where(
            JobApplication.id == application.id,
            JobApplication.submitted_at.is_not(None),
            JobApplication.state != ApplicationState.WITHDRAWN,
        )
        .values(**values)
    )
    if not changed_one(held):
        raise ApplicationAlreadyMoved(application.id)
    thread = queries.messages_on(application.id).order_by(None)
    newest_first = thread.order_by(ApplicationMessage.id.desc())
    if known := said_just_before(newest_first, "at", at, author_id=by.id, body=body):
        return known
    message = ApplicationMessage(application_id=application.id, author=by, body=body, at=at)
    db.session.add(message)
    db.session.flush()
    if is_answer:
        _tell_candidate(application, message)
    else:
        _tell_desk(application, message)
    return message


def _tell_candidate(application: JobApplication, message: ApplicationMessage) -> None:
    applicant = application.applicant
    if applicant and applicant.closed_at is None:
        letters.write(
            "openings/message_to_candidate",
            applicant.email,
            key=f"application-message-{message.id}-to-{applicant.id}",
            name=applicant.name,
            opening=application.opening,
            application=application,
            by=application.opening.recruiter(message.author),
        )


def _tell_desk(application: JobApplication, message: ApplicationMessage) -> None:
    """Those who answer for the opening, and whoever already wrote in this thread."""
    opening = application.opening
    wrote = [each.author for each in every(queries.messages_on(application.id))]
    told = {each.id: each for each in answerers_of(opening)}
    told |= {each.id: each for each in wrote if policy.decides(each, opening)}
    for each in told.values():
        letters.write(
            "openings/message_to_desk",
            each.email,
            key=f"application-message-{message.id}-to-{each.id}",
            name=each.name,
            opening=opening,
            application=application,
            **as_told(each, application),
        )


def mark_read(application: JobApplication, *, by_applicant: bool, at: datetime) -> None:
    """One side has read what the other wrote."""
    author = ApplicationMessage.author_id
    theirs = (
        author != application.applicant_id if by_applicant else author == application.applicant_id
    )
    db.session.execute(
        update(ApplicationMessage)
        .where(
            ApplicationMessage.application_id == application.id,
            ApplicationMessage.read_at.is_(None),
            theirs,
        )
        .values(read_at=at)
        .execution_options(synchronize_session=False)
    )
