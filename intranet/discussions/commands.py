"""What the timer does: letters of what is new, some people a transaction."""

from __future__ import annotations

from datetime import datetime

from intranet.discussions.actions import Digest
from intranet.kit.db import db


def tell_news(at: datetime) -> int:
    """Write every letter that is due; how many. Killed and started again, it tells nothing twice."""
    digest, written = Digest(at), 0
    while True:
        looked_at, some = digest.tell_some()
        db.session.commit()
        if not looked_at:
            return written
        written += some
