"""A word noted in passing: a write that nobody waits for, and that never spoils a reading."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Update
from sqlalchemy.exc import SQLAlchemyError

from intranet.kit.db import db
from intranet.kit.reading import let_go


def jot(change: Update) -> None:
    """Once the answer is ready, in a transaction of its own; given up where another writer is at work.

    What the view left uncommitted is not wanted any more.
    """
    with suppress(SQLAlchemyError):
        let_go()
        connection = db.session.connection()
        patience = hurry(connection)
        try:
            db.session.execute(change.execution_options(synchronize_session=False))
        except SQLAlchemyError:
            calm_down(connection, patience)
            db.session.rollback()
        else:
            calm_down(connection, patience)
            db.session.commit()


def hurry(connection: Connection) -> Any:
    """From now on nothing is waited for; how long it was."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")  # ends with the transaction
        return None
    patience = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    return patience


def calm_down(connection: Connection, patience: Any) -> None:
    if patience is not None:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(patience)}")
