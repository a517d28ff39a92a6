"""What the timer does for one's way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from intranet.career import actions
from intranet.kit.db import db
from intranet.kit.turns import Turns, all_of

DUTIES: tuple[Callable[[datetime], int], ...] = (
    actions.mentoring.lapse_unanswered,
    actions.mentoring.end_at_term,
    actions.mentoring.remind_of_term,
    actions.pairs.expire,
    actions.pairs.search_due,
)


def look_after_mentoring(at: datetime) -> None:
    """All that is due, some of it a transaction: what was committed is not due any more."""
    turns = Turns()
    for duty in DUTIES:
        turns.take(all_of, partial(duty, at))
    turns.end()


def look_after_plans(at: datetime) -> None:
    """Erase the plans that nobody took back."""
    actions.plans.purge_plans(at)
    db.session.commit()


def look_after_needs(at: datetime) -> None:
    """Tell those who asked, then those who follow, some a transaction; then count anew."""
    turns = Turns()
    turns.take(all_of, partial(actions.wishes.answer_wishes, at))
    turns.take(all_of, partial(actions.wishes.tell_followers, at))
    if actions.needs.is_due(at):
        turns.take(actions.needs.recount, at)
    turns.end()
