"""Many hands at the very same moment, on the fixture `site`: a database where transactions are real."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Barrier, Thread, local
from time import monotonic, sleep
from typing import Any

from flask import Flask
from sqlalchemy import event, text

from intranet.kit.db import db

WAITED = 10.0  # seconds at most, for the others to hold something too, to be stopped or to be done
BLOCKED = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def at_once(site: Flask, *acts: Callable[[], object], holding: Sequence[int] = ()) -> Counter[str]:
    """What became of all the acts, begun together: « done », or the name of the error that stopped one.

    `holding`: after so many holds or writes, each act waits for the others to have done theirs, to
    wait for a lock or to have ended; what they hold in two orders then stops them for sure. SQLite has
    one writer at a time.
    """
    ready, ends = Barrier(len(acts)), list[str]()

    def act(doing: Callable[[], object], most: int) -> None:
        HOLDS.left = most
        with site.test_request_context(method="POST"):
            ready.wait(timeout=20)
            try:
                doing()
                db.session.commit()
                ends.append("done")
            except Exception as refused:  # noqa: BLE001  each of them is counted by the test
                db.session.rollback()
                ends.append(type(refused).__name__)
            finally:
                db.session.remove()

    pauses = list(holding) or [0] * len(acts)
    threads = [Thread(target=act, args=each) for each in zip(acts, pauses, strict=True)]
    with _meeting(site, len(acts), ends):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    return Counter(ends)


HOLDS = local()  # of each thread: how many are left before it waits for the others


@contextmanager
def _meeting(site: Flask, people: int, ends: Sequence[str]) -> Iterator[None]:
    with site.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        yield
        return
    came: list[None] = []

    def wait(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT") and " FOR " not in statement[-60:]:
            return
        HOLDS.left = getattr(HOLDS, "left", 0) - 1
        if HOLDS.left != 0:
            return
        came.append(None)
        late = monotonic() + WAITED
        alone = engine.execution_options(isolation_level="AUTOCOMMIT")  # what is, not what was
        with alone.connect() as watching:
            while len(came) + len(ends) + watching.scalars(BLOCKED).one() < people:
                assert monotonic() < late, "the others neither hold, nor wait, nor end"
                sleep(0.005)

    event.listen(engine, "after_cursor_execute", wait)
    yield
    event.remove(engine, "after_cursor_execute", wait)
