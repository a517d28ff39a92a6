"""What the timer does for the board."""

from __future__ import annotations

from datetime import datetime

from intranet.kit.db import db
from intranet.openings import actions
from intranet.openings.views.alerts import read_again


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
