"""A request that only reads ends by a commit, so that PostgreSQL keeps what it planned.

At a rollback psycopg forgets what it prepared on the connection (docs/decisions/0029).
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import SQLAlchemyError

from intranet.kit.db import db

CHANGES = re.compile(r"\b(?:INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE)


@event.listens_for(Engine, "begin")
def begin_reading(connection: Connection) -> None:
    """Nothing is written yet in this transaction."""
    connection.info["wrote"] = False


@event.listens_for(Engine, "before_cursor_execute")
def note_writing(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    """From the first statement that is no reading on, the transaction has something to lose."""
    if not only_reads(statement):
        connection.info["wrote"] = True


def only_reads(statement: str) -> bool:
    """Whether a statement is seen to change nothing: what begins by WITH may end by a DELETE."""
    if statement.startswith("WITH"):
        return not CHANGES.search(statement)
    return statement.startswith("SELECT")


def end_reading(failed: BaseException | None) -> None:
    """A request that only read ends by a commit: at a rollback psycopg forgets what it prepared.

    Its statements would otherwise be planned again by PostgreSQL in each request.
    """
    session = db.session()
    if failed or not session.in_transaction() or session.get_bind().dialect.name == "sqlite":
        return
    with suppress(SQLAlchemyError):  # a connection lost on the way has nothing to end
        if not session.connection().info["wrote"]:
            session.expunge_all()  # what was changed and not committed is not wanted
            session.commit()


def let_go() -> None:
    """End the transaction in the middle of a request, which goes on with the objects that it read.

    What was changed and not committed is not wanted; where nothing was, this is the end of a reading.
    """
    session = db.session()
    changed = session.new or session.dirty or session.deleted
    if session.in_transaction() and not changed and not session.connection().info["wrote"]:
        session.commit()
    else:
        session.rollback()
