"""Many hands at the very same moment, on the fixture `site`: a database where transactions are real."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread

from flask import Flask

from intranet.kit.db import db


def at_once(site: Flask, *acts: Callable[[], object]) -> Counter[str]:
    """What became of all the acts, begun together: « done », or the name of the error that stopped one."""
    ready, ends = Barrier(len(acts)), list[str]()

    def act(doing: Callable[[], object]) -> None:
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

    threads = [Thread(target=act, args=(doing,)) for doing in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return Counter(ends)
