"""What is kept of an application once it is over: less and less, and in the end a line that counts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Select, delete, select, update

from intranet.kit import letters
from intranet.kit.db import db, every
from intranet.openings import queries
from intranet.openings.actions.applications import advance, delete_files
from intranet.openings.actions.applying import discard
from intranet.openings.actions.reminders import AT_ONCE, remember
from intranet.openings.models import (
    ApplicationAlreadyMoved,
    ApplicationEvent,
    ApplicationFile,
    ApplicationMessage,
    ApplicationNote,
    ApplicationState,
    FileVisit,
    JobApplication,
    RefusalReason,
    ReminderKind,
)
from intranet.openings.policy import Step
from intranet.openings.retention import Delays, bucket_of, month_of

Query = Callable[[datetime, Delays], Select[Any]]


@dataclass(frozen=True)
class Rule:
    """Something that is not kept for ever: what is due, what is done with it, in French words.

    Its name is that of its delay.
    """

    name: str
    label: str
    due: Query
    apply: Callable[[JobApplication, datetime], None]
    erases: bool = True


def delete_draft(draft: JobApplication, _at: datetime) -> None:
    with suppress(ApplicationAlreadyMoved):  # sent at last
        discard(draft)


def end_what_is_forgotten(application: JobApplication, at: datetime) -> None:
    """A year without a step: nobody will take one. The silence is that of whoever owed a word."""
    step, silence = Step.REFUSE, {"refusal_reason": RefusalReason.SILENCE}
    if application.state is ApplicationState.OFFERED:
        step, silence = Step.DECLINE, {}
    try:
        advance(application, step, None, at, version=application.version, **silence)
    except ApplicationAlreadyMoved:
        return


def ask_for_the_pool_again(application: JobApplication, at: datetime) -> None:
    """A month before its end, the person is asked whether the employer may keep it in mind."""
    to = application.applicant
    if to and to.closed_at is None:
        letters.write(
            "openings/pool_ending",
            to.email,
            key=f"application-{application.id}-pool-{application.pool_until}",
            name=to.name,
            opening=application.opening,
            application=application,
        )
    remember(ReminderKind.POOL_ENDING, [application.id], at)


def erase_words(application: JobApplication, at: datetime) -> None:
    """Files, message, levels, notes and messages are gone; the steps it took are still told."""
    delete_files(application, at)
    bucket = bucket_of(application.profile_snapshot)
    application.message, application.notice, application.answers = "", "", []
    application.reply, application.interview_place = "", ""
    application.available_on, application.to_strengthen = None, []
    application.profile_snapshot = {"covered": bucket} if bucket else {}
    theirs = {"application_id": application.id}
    for row in (ApplicationNote, ApplicationMessage):
        db.session.execute(delete(row).filter_by(**theirs))
    db.session.execute(update(ApplicationEvent).filter_by(**theirs).values(note=""))


def anonymise(application: JobApplication, at: datetime) -> None:
    """What is left counts: the opening, the month, the way in, the end, the share covered."""
    erase_words(application, at)
    ids = select(ApplicationFile.id).where(ApplicationFile.application_id == application.id)
    db.session.execute(delete(FileVisit).where(FileVisit.application_file_id.in_(ids)))
    for row in (ApplicationFile, ApplicationEvent):
        db.session.execute(delete(row).where(row.application_id == application.id))
    db.session.flush()
    db.session.expire(application, ["files", "events"])
    month = month_of(application.submitted_at or application.created_at)
    application.applicant_id = application.archived_by_id = None
    application.uuid, application.submission_token = str(uuid4()), str(uuid4())
    application.created_at = application.begun_at = application.submitted_at = month
    application.decided_at = month_of(application.decided_at or at)
    application.first_viewed_at = application.first_answer_at = application.interview_at = None
    application.promised_on = application.pool_until = None
    application.anonymised_at = at


def delete_withdrawn(at: datetime) -> int:
    """A week after a withdrawal, its files and message are gone for good."""
    due = every(queries.withdrawn_with_files(at).limit(AT_ONCE))
    for application in due:
        erase_words(application, at)
    db.session.flush()
    return len(due)


RULES = (
    Rule("draft", "Brouillons sans suite, supprimés", queries.idle_drafts, delete_draft),
    Rule(
        "forgotten",
        "Candidatures oubliées, closes",
        queries.forgotten,
        end_what_is_forgotten,
        erases=False,
    ),
    Rule(
        "pool",
        "Personnes interrogées sur le vivier",
        queries.pool_ending,
        ask_for_the_pool_again,
        erases=False,
    ),
    Rule("decided", "Fichiers et messages effacés", queries.to_erase, erase_words),
    Rule("anonymous", "Candidatures anonymisées", queries.to_anonymise, anonymise),
)


def retain_some(rule: Rule, at: datetime, delays: Delays) -> int:
    """Apply a rule to some of what is due, in one transaction; to how many."""
    due = every(rule.due(at, delays).limit(AT_ONCE))
    for application in due:
        rule.apply(application, at)
    db.session.flush()
    return len(due)
