"""What the clock tells: recruiters who owe an answer, candidates who are about to be too late.

Each run looks at some of what is due, in one transaction, and says of how many: run again after a
stop, or twice, it tells each thing once (`Reminder`, and the key of each letter).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import delete, select

from intranet.kit import letters, links
from intranet.kit.conditional import inserting
from intranet.kit.db import db, every
from intranet.kit.exports import absolute
from intranet.members.models import Member
from intranet.openings import policy, queries
from intranet.openings.actions.applications import advance
from intranet.openings.actions.telling import answerers_of
from intranet.openings.models import (
    FRESH_FOR,
    ApplicationAlreadyMoved,
    JobApplication,
    Opening,
    OpeningEvent,
    RefusalReason,
    Reminder,
    ReminderKind,
)
from intranet.openings.policy import Step

AT_ONCE = 200  # of what is due, in one transaction
CALLS = {ReminderKind.LAST_CALL: queries.LAST_CALL, ReminderKind.FIRST_CALL: queries.FIRST_CALL}
STILL_OPEN = "still-open"  # the purpose of the links that say so


def call_for_answers(at: datetime) -> int:
    """Remind recruiters of who waits since two weeks, then since a month."""
    return sum(_call(kind, wait, at) for kind, wait in CALLS.items())


def _call(kind: ReminderKind, wait: timedelta, at: datetime) -> int:
    late = every(queries.late_since(kind, wait, at).limit(AT_ONCE))
    for opening, group in groupby(late, key=lambda each: each.opening):
        theirs = list(group)
        for to in answerers_of(opening):
            _write(
                "late", to, opening, f"{kind.value}-{theirs[0].id}", count=len(theirs),
                wait=wait, is_last=kind is ReminderKind.LAST_CALL,
                given_up=queries.GIVEN_UP, answers=policy.decides(to, opening),
            )  # fmt: skip
    ids = [each.id for each in late]
    remember(kind, ids, at)
    if kind is ReminderKind.LAST_CALL:  # one letter is enough for what was never told
        remember(ReminderKind.FIRST_CALL, ids, at)
    return len(late)


def close_unanswered(at: datetime) -> int:
    """Sixty days without a word: the candidate is told not to wait any more."""
    given_up = every(queries.given_up(at).limit(AT_ONCE))
    for application in given_up:
        silence = {"refusal_reason": RefusalReason.SILENCE}
        try:
            advance(application, Step.REFUSE, None, at, version=application.version, **silence)
        except ApplicationAlreadyMoved:  # somebody answered at last, or withdrew
            continue
    return len(given_up)


def remind_of_drafts(at: datetime) -> int:
    """« Il reste trois jours » : to whoever began and has not sent."""
    closing = every(queries.drafts_closing(at).limit(AT_ONCE))
    for draft in closing:
        if draft.applicant and draft.applicant.closed_at is None:
            key = f"draft-{draft.id}-closing-{draft.opening.closes_at:%Y-%m-%d}"
            _write("draft_closing", draft.applicant, draft.opening, key)
    remember(ReminderKind.DRAFT_CLOSING, [draft.id for draft in closing], at)
    return len(closing)


def remind_again_of_drafts(opening: Opening) -> None:
    """It closes later: what was told of its last days was of others."""
    drafts = select(JobApplication.id).where(JobApplication.opening_id == opening.id)
    told = delete(Reminder).where(
        Reminder.kind == ReminderKind.DRAFT_CLOSING, Reminder.subject_id.in_(drafts)
    )
    db.session.execute(told.execution_options(synchronize_session=False))


def ask_still_open(at: datetime) -> int:
    """« Toujours ouverte ? » : a week before an opening leaves the board, and once it has."""
    return sum(_ask(kind, at) for kind in (ReminderKind.LEFT_THE_BOARD, ReminderKind.STILL_OPEN))


def _ask(kind: ReminderKind, at: datetime) -> int:
    asked = every(queries.to_hear_of(kind, at).limit(AT_ONCE))
    for opening in asked:
        confirmed = opening.last_confirmed_at or at
        for to in answerers_of(opening):
            _write(
                "still_open", to, opening, f"{kind.value}-{opening.id}-{confirmed:%Y-%m-%d-%H-%M}",
                has_left=kind is ReminderKind.LEFT_THE_BOARD,
                leaves_at=confirmed + FRESH_FOR, fresh_for=FRESH_FOR, answers=policy.decides(to, opening),
                secret_link=absolute(f"/offres/toujours-ouverte/{links.signed(STILL_OPEN, opening.id, to.id)}"),
            )  # fmt: skip
    remember(kind, [opening.id for opening in asked], at)
    return len(asked)


def tell_candidates(
    opening: Opening, event: OpeningEvent, what: str, *, only_drafts: bool = False
) -> None:
    """Those who wait and those who write are told that it is extended, suspended, back or closed."""
    for application in every(queries.concerned_by(opening.id)):
        if only_drafts and application.submitted_at:
            continue
        to = application.applicant
        if to and to.closed_at is None:
            key = f"opening-event-{event.id}-to-candidate"
            _write(
                "changed",
                to,
                opening,
                key,
                application=application,
                what=what,
                event=event,
                kept_for=queries.EXPIRED_KEPT,
            )


def remember(kind: ReminderKind, subjects: Collection[int], at: datetime) -> None:
    """Write that it was told, in the transaction of its letters."""
    if not subjects:
        return
    rows = [{"kind": kind, "subject_id": subject, "told_at": at} for subject in subjects]
    written = inserting(Reminder).values(rows)
    again = written.on_conflict_do_update(
        index_elements=["kind", "subject_id"], set_={"told_at": at}
    )
    db.session.execute(again)


def _write(template: str, to: Member, opening: Opening, key: str, **context: Any) -> None:
    letters.write(
        f"openings/{template}",
        to.email,
        key=f"{key}-to-{to.id}",
        name=to.name,
        opening=opening,
        **context,
    )
