"""How often something may be tried: counted in a table, so over all processes, with no extra server."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.clock import now
from intranet.kit.db import Model, db


class Attempt(Model):
    """How many times something was tried in one window of time; who tried is only a hash."""

    __tablename__ = "attempt"

    key: Mapped[str] = mapped_column(primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]


def too_many(action: str, who: str, limit: int, every: timedelta) -> bool:
    """Count one more try by `who`, and tell whether it is over `limit` for this window.

    The count is committed at once, apart from what the view does next: it must survive a refusal.
    """
    from sqlalchemy.dialects import postgresql, sqlite

    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    key = hashlib.sha256(f"{action}:{who}".encode()).hexdigest()
    window = int(now().timestamp() // every.total_seconds())
    tried = dialect.insert(Attempt).values(key=key, window=window, count=1)
    tried = tried.on_conflict_do_update(
        index_elements=["key", "window"], set_={"count": Attempt.count + 1}
    )
    db.session.execute(tried)
    count = db.session.scalar(
        select(Attempt.count).where(Attempt.key == key, Attempt.window == window)
    )
    db.session.commit()
    return (count or 0) > limit


def forget_old() -> int:
    """Drop the counts of windows long past (the shortest window is a minute); how many went."""
    yesterday = int((now() - timedelta(days=1)).timestamp() // timedelta(days=1).total_seconds())
    gone = db.session.execute(delete(Attempt).where(Attempt.window < yesterday))
    return gone.rowcount if isinstance(gone, CursorResult) else 0
