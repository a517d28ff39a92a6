"""Many hands at the very same moment, on the fixture `site`: a database where transactions are real."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Barrier, BrokenBarrierError, Thread, local
from typing import Any

from flask import Flask
from sqlalchemy import event

from intranet.kit.db import db

WAITED = 2.0  # seconds, for the others to hold something too


def at_once(site: Flask, *acts: Callable[[], object], holding: Sequence[int] = ()) -> Counter[str]:
    """What became of all the acts, begun together: « done », or the name of the error that stopped one.

    `holding`: after so many holds or writes, each act waits for the others to have done theirs, or to
    wait for it; what they hold in two orders then stops them for sure. SQLite has one writer at a time.
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
    with _meeting(site, len(acts)):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    return Counter(ends)


HOLDS = local()  # of each thread: how many are left before it waits for the others


@contextmanager
def _meeting(site: Flask, people: int) -> Iterator[None]:
    met = Barrier(people)

    def wait(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT") and " FOR " not in statement[-60:]:
            return
        HOLDS.left = getattr(HOLDS, "left", 0) - 1
        if HOLDS.left == 0:
            with suppress(BrokenBarrierError):
                met.wait(timeout=WAITED)

    with site.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        yield
        return
    event.listen(engine, "after_cursor_execute", wait)
    yield
    event.remove(engine, "after_cursor_execute", wait)
