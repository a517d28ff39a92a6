"""Who writes second loses: each change takes the version it was decided on, and leaves a line."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.dml import ReturningUpdate

from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings.models import AlreadyMoved, BoardStamp, Opening, OpeningEvent, State


def claim(opening: Opening, version: int, states: Collection[State]) -> None:
    """Take the right to change this opening, as it was read.

    Raises AlreadyMoved where somebody changed it since, or where its state no longer allows it.
    """
    if opening.version != version:
        raise AlreadyMoved(opening.id)
    read = {"opening": opening.id, "read": version, "states": list(states)}
    left = db.session.execute(_taking(), read).one_or_none()
    if left is None:
        raise AlreadyMoved(opening.id)
    BoardStamp.change()
    for name, value in left._asdict().items():  # its version had not moved: nor had the rest
        set_committed_value(opening, name, value)


@cache
def _taking() -> ReturningUpdate[int, datetime]:
    """Built once: each change of an opening begins by it."""
    return (
        update(Opening)
        .where(
            Opening.id == bindparam("opening"),
            Opening.version == bindparam("read"),
            Opening.state.in_(bindparam("states", expanding=True)),
        )
        .values(version=Opening.version + 1)
        .returning(Opening.version, Opening.updated_at)
        .execution_options(synchronize_session=False)
    )


def move(
    opening: Opening, to: State, by: Member | None, at: datetime, *, reason: str = ""
) -> OpeningEvent:
    """Change its state, and write who did it and why."""
    left, opening.state = opening.state, to
    return log(opening, by, at, left=left, reason=reason)


def log(
    opening: Opening,
    by: Member | None,
    at: datetime,
    *,
    left: State | None,
    reason: str = "",
    changes: Collection[str] = (),
) -> OpeningEvent:
    """Add a line to its history; by nobody, the clock did it."""
    event = OpeningEvent(
        opening_id=opening.id,
        at=at,
        actor_id=by.id if by else None,
        from_state=left,
        to_state=opening.state,
        reason=reason,
        changes=list(changes),
    )
    db.session.add(event)
    db.session.flush()
    return event
