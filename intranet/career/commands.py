"""What the timer does for one's way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from intranet.career import actions
from intranet.kit.db import db

DUTIES: tuple[Callable[[datetime], int], ...] = (
    actions.mentoring.lapse_unanswered,
    actions.mentoring.end_at_term,
    actions.mentoring.remind_of_term,
    actions.pairs.expire,
    actions.pairs.search_due,
)


def look_after_mentoring(at: datetime) -> None:
    """All that is due, some of it a transaction: what was committed is not due any more."""
    for duty in DUTIES:
        while duty(at):
            db.session.commit()
