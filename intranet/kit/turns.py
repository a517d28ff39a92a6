"""One at a time: work that a timer begins, on whichever machine it begins; and one after the other."""

from __future__ import annotations

import fcntl
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Engine, func, select

from intranet.kit.db import db
from intranet.kit.texts import plural


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
    try:
        file = path.open("w")
    except OSError as error:
        sys.exit(f"{path} ne se laisse pas écrire ({error.strerror}) : rien n’a été fait.")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def all_of(some: Callable[[], int]) -> int:
    """Do some, and commit, until nothing is left; how many things were done."""
    done = 0
    while count := some():
        db.session.commit()
        done += count
    return done


class Turns:
    """Works in turn, a transaction each: what fails is taken back, and keeps no other from its turn."""

    def __init__(self) -> None:
        self.failed: list[Exception] = []

    def take(self, work: Callable[..., object], *given: Any) -> int:
        """Do it and commit; how many things it did."""
        try:
            done = work(*given)
            db.session.commit()
        except Exception as fault:  # noqa: BLE001  whatever it is, others wait for their turn
            db.session.rollback()
            self.failed.append(fault)
            return 0
        return done if isinstance(done, int) else 0

    def end(self) -> None:
        """Raises ExceptionGroup of all that failed."""
        if self.failed:
            raise ExceptionGroup("taken back, and due again", self.failed)


def leave(failed: Sequence[Exception]) -> None:
    """End a command that did not do all: faults whole in the log, a sentence for whoever ran it.

    Raises SystemExit where something failed.
    """
    for fault in failed:
        current_app.logger.error("failed, and was taken back", exc_info=fault)
    if failed:
        sys.exit(
            f"{plural(len(failed), 'tâche')} en échec, à reprendre au prochain passage ; tout le"
            " reste est fait. Le journal du serveur dit pourquoi."
        )
