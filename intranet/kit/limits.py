"""How often something may be tried: counted in a table, so over all processes, with no extra server."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.clock import now
from intranet.kit.db import Model, db


class Attempt(Model):
    """How many times something was tried in one window of time; who tried is only a hash."""

    __tablename__ = "attempt"

    key: Mapped[str] = mapped_column(primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


def too_many(action: str, who: str, limit: int, every: timedelta) -> bool:
    """Count one more try by `who`, and tell whether it is over `limit` for this window.

    The count is committed at once, apart from what the view does next: it must survive a refusal.
    """
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    window = _window(action, who, every)
    tried = dialect.insert(Attempt).values(**window, count=1)
    counted = {"count": Attempt.count + 1}
    db.session.execute(tried.on_conflict_do_update(index_elements=list(window), set_=counted))
    count = db.session.scalar(select(Attempt.count).filter_by(**window)) or 0
    db.session.commit()
    return count > limit


def give_back(action: str, who: str, every: timedelta) -> None:
    """A try that proved sound no longer counts: whoever is right is never slowed.

    Left to the caller to commit, with what the try allowed.
    """
    counted = update(Attempt).filter_by(**_window(action, who, every)).where(Attempt.count > 0)
    db.session.execute(counted.values(count=Attempt.count - 1))


def _window(action: str, who: str, every: timedelta) -> dict[str, Any]:
    seconds = every.total_seconds()
    return {
        "key": hashlib.sha256(f"{action}:{who}".encode()).hexdigest(),
        "ends_at": datetime.fromtimestamp((now().timestamp() // seconds + 1) * seconds, UTC),
    }


def forget_old() -> None:
    """Drop the counts of windows that are over."""
    db.session.execute(delete(Attempt).where(Attempt.ends_at < now()))
