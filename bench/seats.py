"""Registrations a second, by HTTP on four workers: all for one run, then over a hundred runs.

Sixteen people ask at a time. Afterwards the seats are counted: none lost, none too many, every
rank given once. Both databases; what is compared is one lock against a hundred.
"""

from __future__ import annotations

import http.client
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from bench.bases import Databases
from bench.inside import site
from bench.server import Server, serving

WORKERS, AT_ONCE = 4, 16
PEOPLE, RUNS = 200, 100
SECRET = "x" * 40


class Ask(NamedTuple):
    """A form to send, by somebody who is signed in."""

    path: str
    cookie: str
    body: str


def measure(kind: Databases) -> None:
    """On two bases of its own."""
    one = measured(kind.make("one"), kind.folder, runs=1, seats=PEOPLE // 4)
    many = measured(kind.make("many"), kind.folder, runs=RUNS, seats=1)
    print(
        f"  inscriptions, {WORKERS} workers, {AT_ONCE} personnes à la fois : une session {one:.0f} /s,"
        f" {RUNS} sessions {many:.0f} /s (× {many / one:.2f}) ; aucune place perdue, aucune de trop"
    )


def measured(url: str, folder: Path, *, runs: int, seats: int) -> float:
    """Registrations a second; fails where a seat is lost or sold twice."""
    from intranet.kit.db import db

    with site(url, folder, SECRET_KEY=SECRET) as app:
        bookables, people = furnished(runs, seats, PEOPLE)
        asks = [
            asking(app, f"/inscriptions/{bookables[number % runs]}", token)
            for number, token in enumerate(people)
        ]
        db.session.remove()  # whoever holds the writer's lock of SQLite stops everybody
        environ = {"DATABASE_URL": url, "INTRANET_ENV": "demo", "SECRET_KEY": SECRET}
        with serving("wsgi:app", environ, workers=WORKERS) as server:
            server.ask("/healthz", WORKERS * 4)
            taken, statuses = sent(server, asks)
        assert statuses == {302: PEOPLE}, statuses
        for bookable_id in bookables:
            checked(bookable_id, PEOPLE // runs, seats)
    return PEOPLE / taken


def furnished(runs: int, seats: int, people: int) -> tuple[list[int], list[str]]:
    """Runs with so many seats, and people who are signed in: numbers, and tokens of sessions."""
    from intranet.kit.clock import now
    from intranet.kit.db import db
    from intranet.members.actions import open_session
    from tests.conftest import load_places
    from tests.courses.factories import CourseFactory, a_run
    from tests.factories import MemberFactory, OrganizationFactory

    load_places()
    course, organization = CourseFactory(), OrganizationFactory()
    bookables = [a_run(course, 20 + number, at=None, seats=seats).id for number in range(runs)]
    tokens = [
        open_session(MemberFactory(organization=organization), now(), browser="bench")
        for _ in range(people)
    ]
    db.session.commit()
    return bookables, tokens


def asking(app: Flask, path: str, token: str, **answers: str) -> Ask:
    """The form that this person’s browser would send."""
    with app.app_context(), app.test_request_context():  # their own `g`, where the token is kept
        csrf = generate_csrf()
        session.update(_user_id=token, _fresh=True)
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}"
    return Ask(path, cookie, urlencode({"csrf_token": csrf, "person": "", **answers}))


def sent(server: Server, asks: Sequence[Ask]) -> tuple[float, Counter[int]]:
    """Send all of them, so many at once; the seconds taken, and how many answers of each kind."""
    statuses: Counter[int] = Counter()

    def post(mine: Sequence[Ask]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        for ask in mine:
            headers = {"Cookie": ask.cookie, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", ask.path, ask.body, headers)
            answer = connection.getresponse()
            answer.read()
            statuses[answer.status] += 1
        connection.close()

    started = time.perf_counter()
    together(*(lambda mine=asks[number::AT_ONCE]: post(mine) for number in range(AT_ONCE)))
    return time.perf_counter() - started, statuses


def together(*acts: Callable[[], None]) -> None:
    threads = [Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def checked(bookable_id: int, asked: int, seats: int) -> None:
    """Every request is a row, the first ranks sit, the others wait in order."""
    from intranet.bookings.models import Registration
    from intranet.kit.db import db

    query = select(Registration.rank, Registration.state).filter_by(bookable_id=bookable_id)
    found = db.session.execute(query.order_by(Registration.rank)).all()
    db.session.rollback()
    states = [state.value for _, state in found]
    sitting = min(seats, asked)
    assert [rank for rank, _ in found] == list(range(1, asked + 1)), "a rank is lost or given twice"
    assert states == ["confirmed"] * sitting + ["waitlisted"] * (asked - sitting), states
