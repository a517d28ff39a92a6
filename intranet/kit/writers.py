"""Who writes to SQLite: one thread of a process after another, then one process at a time.

SQLite tells nobody that its lock is free. Those who wait ask again, more and more seldom, so that
whoever has waited longest asks least: of sixteen people for one seat, some were told that the site
was busy while others passed twice. Here one thread of a process asks at a time, and asks often.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from threading import Lock
from time import monotonic
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event

A_TURN = 8  # milliseconds: SQLite asks again after 1, 2 and 5, where it would come to wait 100
BEGIN = "BEGIN IMMEDIATE"

_turns: dict[str | None, Lock] = defaultdict(Lock)  # by database
_writing: WeakKeyDictionary[Connection, Lock] = WeakKeyDictionary()


def become_the_writer(connection: Connection, patience: int) -> None:
    """Begin to write, within so many milliseconds. Raises OperationalError."""
    until = monotonic() + patience / 1_000
    turn = _turns[connection.engine.url.database]
    if not turn.acquire(timeout=patience / 1_000):
        _begin(connection, until)
        return
    try:
        _begin(connection, until)
    except BaseException:
        turn.release()
        raise
    _writing[connection] = turn


def _begin(connection: Connection, until: float) -> None:
    asked: sqlite3.Connection = connection.connection.dbapi_connection  # type: ignore[assignment]
    usual = asked.execute("PRAGMA busy_timeout").fetchone()[0]
    asked.execute(f"PRAGMA busy_timeout = {A_TURN}")
    try:
        while monotonic() < until:
            try:
                asked.execute(BEGIN)
            except sqlite3.OperationalError as refused:
                if refused.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break  # asking again would not help
            else:
                return
        connection.exec_driver_sql(BEGIN)  # once more, for its fault to be told as one
    finally:
        asked.execute(f"PRAGMA busy_timeout = {usual}")


@event.listens_for(Engine, "commit")
@event.listens_for(Engine, "rollback")
def let_another(connection: Connection) -> None:
    """Of this process, it is another thread’s turn."""
    if turn := _writing.pop(connection, None):
        turn.release()
