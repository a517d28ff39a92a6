"""What the timer does for the board."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from intranet.kit.db import db
from intranet.openings import actions
from intranet.openings.views.alerts import read_again

# In this order: what is over is closed first, and what is closed is no longer reminded of.
DUTIES: tuple[Callable[[datetime], int], ...] = (
    actions.expire_drafts,
    actions.delete_expired_drafts,
    actions.close_unanswered,
    actions.call_for_answers,
    actions.remind_of_drafts,
    actions.ask_still_open,
    actions.ask_outcome,
)


def do_duties(at: datetime) -> int:
    """All that is due at this instant, some of it a transaction; how many things were done.

    What was committed is not due any more: a run that is killed is taken up where it stopped.
    """
    done = 0
    for duty in DUTIES:
        while some := duty(at):
            db.session.commit()
            done += some
    return done


def tell_alerts(at: datetime) -> int:
    """Tell every alert that is due, a few people a transaction; how many letters were written."""
    telling, letters = actions.Telling(at, lambda query: read_again(query)[1]), 0
    while True:
        looked_at, written = telling.tell_some()
        db.session.commit()
        letters += written
        if not looked_at:
            break
    actions.ask_whether_still_wanted(at)
    db.session.commit()
    return letters
