"""The one door of every write, and of every decision: a conditional UPDATE that one person passes.

Of two people who saved from the same page, the second is told and nothing is written.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update

from intranet.discussions import actions as discussions
from intranet.kit import journal
from intranet.kit.conditional import changed_and_read, hold_row
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members.models import Member
from intranet.practices.models import (
    AlreadyDecided,
    ChangedMeanwhile,
    Decision,
    Practice,
    PracticeTransfer,
    Review,
)


def change(practice: Practice, lock: int, **values: Any) -> None:
    """The one door of every write: it opens only to whoever holds the present lock.

    What was asked of a former contact awaits the new one. Raises ChangedMeanwhile.
    """
    db.session.flush()
    contact_id = practice.contact_id
    held = update(Practice).where(Practice.id == practice.id, Practice.lock_version == lock)
    if not changed_and_read(held.values(lock_version=lock + 1, **values), Practice):
        raise ChangedMeanwhile
    if practice.contact_id != contact_id:
        hand_questions(practice)


def hand_questions(practice: Practice) -> None:
    """What is asked of a sheet awaits whoever answers for it now."""
    discussions.hand_over("practice", practice.id, next(iter(practice.answering), None))


def decide(review: Review, decision: Decision, by: Member, at: datetime, text: str) -> None:
    """Of two who decide at once, one does; nobody, once it is asked no more. Raises AlreadyDecided.

    The sheet is held first, as by whoever withdraws it, and read as it is now.
    """
    hold_row(Practice, review.practice_id)
    db.session.expire(review.practice)
    still_open = update(Review).where(
        Review.id == review.id, Review.decision.is_(None), Review.revoked_at.is_(None)
    )
    decided = still_open.values(decision=decision, decided_by_id=by.id, decided_at=at, text=text)
    if not changed_and_read(decided, Review):
        raise AlreadyDecided
    kind = Kind.PUBLISHED if decision is Decision.PUBLISHED else Kind.REVIEWED
    sheet = review.practice
    journal.note(kind, by=by, concerns=sheet.author, about=sheet, detail=decision.value)


def ask_no_more(gone: Practice, at: datetime) -> None:
    """Nobody can answer any more what was asked of its readers, of experts, or of another structure."""
    asked = update(Review).where(
        Review.practice_id == gone.id, Review.decision.is_(None), Review.revoked_at.is_(None)
    )
    offered = update(PracticeTransfer).where(
        PracticeTransfer.practice_id == gone.id, PracticeTransfer.closed_at.is_(None)
    )
    for given_up in (asked.values(revoked_at=at), offered.values(closed_at=at)):
        db.session.execute(given_up)
