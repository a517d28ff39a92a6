"""One at a time: work that a timer begins, on whichever machine it begins."""

from __future__ import annotations

import fcntl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, func, select

from intranet.kit.db import db


@contextmanager
def alone(work: str) -> Iterator[bool]:
    """Whether nobody else does this work now; then it is ours until the block ends, or the process.

    On PostgreSQL an advisory lock, which every machine sees; on SQLite a locked file beside the
    database, which has one machine only.
    """
    engine = db.engine.engine
    lock = _advisory if engine.dialect.name == "postgresql" else _beside
    with lock(engine, work) as ours:
        yield ours


@contextmanager
def _advisory(engine: Engine, work: str) -> Iterator[bool]:
    """Held by a connection of its own: what the work commits does not let go of it."""
    key = zlib.crc32(work.encode())
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        ours = bool(connection.scalar(select(func.pg_try_advisory_lock(key))))
        try:
            yield ours
        finally:
            if ours:
                connection.execute(select(func.pg_advisory_unlock(key)))


@contextmanager
def _beside(engine: Engine, work: str) -> Iterator[bool]:
    path = Path(f"{engine.url.database}.{work}")
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
