"""Sixty wrong passwords at once for one account: ten are judged, over all processes.

In every run by threads of one process; whole, through four workers of the real server.
"""

from __future__ import annotations

import http.client
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from urllib.parse import urlencode

import pytest
import time_machine
from flask import Flask

from bench.seats import SECRET
from bench.server import serving
from intranet.allowances import SIGN_IN_PAIR
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members import passwords
from intranet.members.models import Member
from intranet.members.views import sessions
from tests.drills import IS_WHOLE, many, tell
from tests.members.factories import PASSWORD

pytestmark = pytest.mark.live

AT_ONCE = many(24, 60)
EMAIL = "visee@exemple.fr"
FORM = {"email": EMAIL, "password": "pas le bon du tout"}
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
Answer = tuple[int, str | None]


@pytest.fixture
def target(site: Flask) -> Flask:
    with site.app_context():
        member = Member(
            email=EMAIL,
            name="Personne Visée",
            password_hash=passwords.kept(PASSWORD),
            confirmed_at=now(),
        )
        db.session.add(member)
        db.session.commit()
        db.session.remove()
        url = db.engine.url.render_as_string(hide_password=False)
        db.engine.dispose()
    site.config["SQLALCHEMY_DATABASE_URI"] = url
    return site


def test_ten_are_judged_and_the_others_are_told_when_to_come_back(
    target: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = by_workers(target) if IS_WHOLE else by_threads(target, monkeypatch)
    statuses = Counter(status for status, _ in answers)
    if IS_WHOLE:
        tell(f"\n{AT_ONCE} mots de passe faux par quatre processus : {dict(statuses)}")
    assert statuses == {422: SIGN_IN_PAIR.most, 429: AT_ONCE - SIGN_IN_PAIR.most}
    assert all(int(wait or 0) > 0 for status, wait in answers if status == 429)


def by_threads(site: Flask, monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    monkeypatch.setattr(
        sessions.passwords, "matches", lambda *_: False
    )  # that cost is not this test's

    def one() -> Callable[[], Answer]:
        client = site.test_client()
        token = TOKEN.search(client.get("/connexion").text)
        assert token
        form = FORM | {"csrf_token": token[1]}

        def send() -> Answer:
            answer = client.post("/connexion", data=form)
            return answer.status_code, answer.headers.get("Retry-After")

        return send

    with time_machine.travel(now().replace(minute=2, second=0), tick=False):
        return at_the_same_moment([one() for _ in range(AT_ONCE)])


def by_workers(site: Flask) -> list[Answer]:
    environ = {
        "DATABASE_URL": site.config["SQLALCHEMY_DATABASE_URI"],
        "INTRANET_ENV": "demo",
        "SECRET_KEY": SECRET,
        "INTRANET_NOW": "2026-11-26T08:02:00Z",  # no window ends on the way
    }
    with serving("wsgi:app", environ, workers=4, patience=120) as server:

        def one() -> Callable[[], Answer]:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            connection.request("GET", "/connexion")
            page = connection.getresponse()
            token = TOKEN.search(page.read().decode())
            assert token
            cookie = str(page.headers["Set-Cookie"]).partition(";")[0]
            body = urlencode(FORM | {"csrf_token": token[1]})
            kind = "application/x-www-form-urlencoded"

            def send() -> Answer:
                headers = {"Cookie": cookie, "Content-Type": kind}
                connection.request("POST", "/connexion", body, headers)
                answer = connection.getresponse()
                answer.read()
                connection.close()
                return answer.status, answer.headers["Retry-After"]

            return send

        return at_the_same_moment([one() for _ in range(AT_ONCE)])


def at_the_same_moment(acts: list[Callable[[], Answer]]) -> list[Answer]:
    ready, answers = Barrier(len(acts)), list[Answer]()

    def act(send: Callable[[], Answer]) -> None:
        ready.wait(timeout=30)
        answers.append(send())

    threads = [Thread(target=act, args=(send,)) for send in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    assert len(answers) == len(acts)
    return answers
