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


def look_after_plans(at: datetime) -> None:
    """Erase the plans that nobody took back."""
    actions.plans.purge_plans(at)
    db.session.commit()


def look_after_needs(at: datetime) -> None:
    """Tell those who asked, then those who follow, some a transaction; then count anew."""
    for duty in (actions.wishes.answer_wishes, actions.wishes.tell_followers):
        while duty(at):
            db.session.commit()
    if actions.needs.is_due(at):
        actions.needs.recount(at)
        db.session.commit()
