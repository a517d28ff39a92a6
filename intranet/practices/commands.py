"""What the timer does for practices: whose turn it is to verify, to review, to be offered a draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from intranet.kit.db import db
from intranet.practices import actions

DUTIES: tuple[Callable[[datetime], int], ...] = (
    actions.tell_of_orphans,
    actions.tell_to_verify,
    actions.remind_of_drafts,
    actions.remind_reviewers,
    actions.escalate_reviews,
    actions.weigh_again,
)


def do_duties(at: datetime) -> int:
    """All that is due, some of it a transaction: what was committed is not due any more."""
    done = 0
    for duty in DUTIES:
        while count := duty(at):
            db.session.commit()
            done += count
    actions.forget_saves(at)
    db.session.commit()
    return done
