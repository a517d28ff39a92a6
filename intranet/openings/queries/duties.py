"""What is due: answers that are late, drafts about to be too late, openings to hear of again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from intranet.openings.models import (
    FRESH_FOR,
    GRACE,
    NEVER_SENT,
    ONLINE_STATES,
    PENDING,
    ApplicationState,
    CloseReason,
    JobApplication,
    Opening,
    Reminder,
    ReminderKind,
    State,
)
from intranet.openings.queries.live import live

FIRST_CALL = timedelta(days=15)  # without an answer, recruiters are reminded
LAST_CALL = timedelta(days=30)  # and again
GIVEN_UP = timedelta(days=60)  # then the application is closed, and its author told
LEFT_TO_ANSWER = timedelta(days=15)  # after the last reminder, whenever that was
LAST_DAYS = timedelta(days=3)  # to send a draft
ASKED_BEFORE = timedelta(days=7)  # an opening leaves the board for want of a word
OUTCOME_AFTER = timedelta(days=14)
OUTCOME_BEFORE = timedelta(days=90)  # nobody is asked about what is long past
EXPIRED_KEPT = timedelta(days=30)  # the text of a draft that was not sent in time
FILLED = frozenset({CloseReason.FILLED_IN_NETWORK, CloseReason.FILLED_OUTSIDE})
S = ApplicationState


def told(
    kind: ReminderKind,
    subject: InstrumentedAttribute[int],
    since: InstrumentedAttribute[datetime | None] | None = None,
) -> ColumnElement[bool]:
    """Whether it was told of this subject; `since`: told before that instant does not count."""
    found = [Reminder.kind == kind, Reminder.subject_id == subject]
    if since is not None:
        found.append(Reminder.told_at >= since)
    return exists().where(*found)


def unanswered() -> ColumnElement[bool]:
    """Sent, perhaps read, and not a word since: `first_answer_at` is written by the first one."""
    return and_(
        JobApplication.state.in_([S.SUBMITTED, S.IN_REVIEW]),
        JobApplication.first_answer_at.is_(None),
    )


def late_since(kind: ReminderKind, wait: timedelta, at: datetime) -> Select[JobApplication]:
    """Applications that have waited so long for a first answer, and whose recruiters were not told."""
    return _with_opening().where(
        unanswered(),
        JobApplication.submitted_at <= at - wait,
        ~told(kind, JobApplication.id),
    )


def given_up(at: datetime) -> Select[JobApplication]:
    """Without an answer for sixty days, two weeks at least after the last reminder."""
    called = exists().where(
        Reminder.kind == ReminderKind.LAST_CALL,
        Reminder.subject_id == JobApplication.id,
        Reminder.told_at <= at - LEFT_TO_ANSWER,
    )
    found = _with_opening().where(
        unanswered(), JobApplication.submitted_at <= at - GIVEN_UP, called
    )
    return found.order_by(None).order_by(JobApplication.id)  # as batches take them


def drafts_closing(at: datetime) -> Select[JobApplication]:
    """Drafts begun a day ago or more, whose opening closes within three days."""
    return _with_opening().where(
        JobApplication.state == S.DRAFT,
        JobApplication.begun_at <= at - timedelta(days=1),
        live(at),
        Opening.closes_at <= at + LAST_DAYS,
        ~told(ReminderKind.DRAFT_CLOSING, JobApplication.id),
    )


def drafts_too_late(at: datetime) -> Select[JobApplication]:
    """Drafts whose opening is over, the minutes of grace included."""
    ended = or_(
        and_(Opening.state == State.CLOSED, Opening.closed_at <= at - GRACE),
        and_(Opening.state.in_(ONLINE_STATES), Opening.closes_at <= at - GRACE),
    )
    return _with_opening().where(JobApplication.state == S.DRAFT, ended)


def drafts_expired(at: datetime) -> Select[JobApplication]:
    """Drafts that expired a month ago: nothing is left to keep them for."""
    return _with_opening().where(
        JobApplication.state == S.EXPIRED, JobApplication.decided_at <= at - EXPIRED_KEPT
    )


def drafts_to_revive(opening_id: int) -> Select[JobApplication]:
    """Drafts that had expired, of an opening that opens again."""
    return _with_opening().where(
        JobApplication.state == S.EXPIRED, JobApplication.opening_id == opening_id
    )


def unsent_for(opening_id: int) -> Select[JobApplication]:
    """What was begun for an opening and not sent, in the order of their keys."""
    mine = JobApplication.opening_id == opening_id
    return (
        select(JobApplication)
        .where(mine, JobApplication.state.in_(NEVER_SENT))
        .order_by(JobApplication.id)
    )


def concerned_by(opening_id: int) -> Select[JobApplication]:
    """Whom a change of the opening concerns: those who wait, and those who are writing."""
    waiting = PENDING | {S.DRAFT}
    return (
        _with_opening()
        .where(JobApplication.opening_id == opening_id, JobApplication.state.in_(waiting))
        .options(joinedload(JobApplication.applicant))
    )


def to_hear_of(kind: ReminderKind, at: datetime) -> Select[Opening]:
    """Openings about to leave the board for want of a word, or that just left it."""
    leaves_at = at - FRESH_FOR
    when = (
        Opening.last_confirmed_at <= leaves_at
        if kind is ReminderKind.LEFT_THE_BOARD
        else and_(
            Opening.last_confirmed_at > leaves_at,
            Opening.last_confirmed_at <= leaves_at + ASKED_BEFORE,
        )
    )
    return _with_employer().where(
        Opening.state == State.PUBLISHED,
        Opening.filled < Opening.positions,
        Opening.closes_at > at + ASKED_BEFORE,
        when,
        ~told(kind, Opening.id, since=Opening.last_confirmed_at),
    )


def outcome_unknown(at: datetime) -> Select[Opening]:
    """Closed by their own date two weeks ago, and of which nobody said how it ended."""
    return _with_employer().where(
        Opening.state == State.CLOSED,
        Opening.close_reason == CloseReason.EXPIRED,
        Opening.closed_at <= at - OUTCOME_AFTER,
        Opening.closed_at > at - OUTCOME_BEFORE,
        Opening.outcome_asked_at.is_(None),
        Opening.outcome_said_at.is_(None),
    )


def _with_opening() -> Select[Any]:
    return (
        select(JobApplication)
        .join(JobApplication.opening)
        .options(
            contains_eager(JobApplication.opening).joinedload(Opening.owner),
            contains_eager(JobApplication.opening).joinedload(Opening.organization),
            joinedload(JobApplication.applicant),
        )
        .order_by(JobApplication.opening_id, JobApplication.id)
    )


def _with_employer() -> Select[Opening]:
    return (
        select(Opening)
        .options(joinedload(Opening.owner), joinedload(Opening.organization))
        .order_by(Opening.id)
    )
