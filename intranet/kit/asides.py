"""A word noted in passing: a write that nobody waits for, and that never spoils a reading."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from intranet.kit.db import db, writing_within
from intranet.kit.reading import let_go

A_MOMENT = 500  # milliseconds, for what its reader would miss


def jot(note: Callable[[], object], patience: int = 50) -> None:
    """Once the answer is ready, in a transaction of its own; given up where another writer is at work
    for longer than so many milliseconds.

    What the view left uncommitted is not wanted any more.
    """
    with suppress(SQLAlchemyError), writing_within(patience):
        let_go()
        try:
            hurry(patience)
            note()
        except SQLAlchemyError:
            db.session.rollback()
        else:
            db.session.commit()


def hurry(patience: int) -> None:
    """On SQLite whoever began is the writer; on PostgreSQL a row may be held by another."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":  # ends with the transaction
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{patience}ms'")
