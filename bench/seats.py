"""Registrations a second, by HTTP on four workers: all for one run, then over a hundred runs.

Sixteen people ask at a time. Afterwards the seats are counted: none lost, none too many, every
rank given once. Both databases; what is compared is one lock against a hundred.
"""

from __future__ import annotations

import http.client
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from threading import Thread
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from bench.bases import Bases, environ_of
from bench.inside import site
from bench.server import Server, serving

WORKERS, AT_ONCE = 4, 16
PEOPLE = 200
SECRET = "x" * 40


class Ask(NamedTuple):
    """A form to send, by somebody who is signed in."""

    path: str
    cookie: str
    body: str


def measure(bases: Bases) -> None:
    """On a base of its own: the same people for one run, then for many."""
    from intranet.kit.db import db

    url, people = bases.kind.make("seats", bases.empty), bases.shared(PEOPLE)
    with site(url, bases.kind.folder, SECRET_KEY=SECRET) as app:
        wanted = [
            Wanted(people // 4, *furnished(1, people // 4, people)),
            Wanted(1, *furnished(people // 2, 1, people)),
        ]
        asks = [list(each.asks(app)) for each in wanted]
        db.session.remove()  # whoever holds the writer's lock of SQLite stops everybody
        with serving("wsgi:app", environ_of(url), workers=WORKERS) as server:
            server.ask("/healthz", WORKERS * 4)
            one, many = (measured(server, some) for some in asks)
        for each in wanted:
            for bookable_id in each.runs:
                checked(bookable_id, people // len(each.runs), each.seats)
    print(
        f"  inscriptions, {WORKERS} workers, {AT_ONCE} personnes à la fois : une session {one:.0f} /s,"
        f" {people // 2} sessions {many:.0f} /s (× {many / one:.2f}) ; aucune place perdue, aucune de trop"
    )


class Wanted(NamedTuple):
    """Runs of so many seats each, and the people who want one."""

    seats: int
    runs: list[int]
    people: list[str]

    def asks(self, app: Flask) -> Iterator[Ask]:
        for number, token in enumerate(self.people):
            yield asking(app, f"/inscriptions/{self.runs[number % len(self.runs)]}", token)


def measured(server: Server, asks: Sequence[Ask]) -> float:
    """Registrations a second; fails where one is refused."""
    taken, statuses = sent(server, asks)
    assert statuses == {302: len(asks)}, statuses
    return len(asks) / taken


def furnished(runs: int, seats: int, people: int) -> tuple[list[int], list[str]]:
    """Runs with so many seats, and people who are signed in: numbers, and tokens of sessions."""
    from intranet.kit.clock import now
    from intranet.kit.db import db
    from intranet.members.actions import open_session
    from tests.courses.factories import CourseFactory, a_run
    from tests.factories import MemberFactory, OrganizationFactory
    from tests.grounds import load_places

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
