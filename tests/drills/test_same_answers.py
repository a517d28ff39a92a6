"""Nobody finds out who has an account: the same answer, the same work and the same time, known or not.

In every run: the status, the words, and the statements asked of the database, by kind. Whole: how
long each takes, by people who have an account and by as many who have none, in turn; what a patient
stranger on the same machine would learn is the area under the curve (0.5 is nothing).
"""

from __future__ import annotations

import random
import re
from collections import Counter
from statistics import median
from time import perf_counter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members import passwords
from intranet.members.models import Member
from tests.drills import IS_WHOLE, many, tell
from tests.members.factories import PASSWORD
from tests.sql import counted

pytestmark = pytest.mark.live

PEOPLE = many(2, 150)
WARMING = many(1, 8)
DOORS = {
    "/connexion": {"password": "pas le bon du tout"},
    "/mot-de-passe": {},
    "/inscription": {"name": "Camille Essai", "password": PASSWORD},
}
MOST_APART = 0.010  # seconds, between the medians
LEARNS_NOTHING = (0.35, 0.65)


@pytest.mark.parametrize("door", DOORS)
def test_known_and_unknown_are_answered_alike(site: Flask, door: str) -> None:
    with site.app_context():
        people_with_accounts()
    client = site.test_client()
    token = token_of(client, door)
    times: dict[bool, list[float]] = {True: [], False: []}
    seen: dict[bool, list[object]] = {True: [], False: []}
    asked = [(number, known) for number in range(PEOPLE) for known in (True, False)]
    random.Random(8).shuffle(asked)
    for number, known in [(-1 - each // 2, each % 2 == 0) for each in range(2 * WARMING)] + asked:
        email = address_of(number, known=known)
        with counted() as statements:
            begun = perf_counter()
            answer = send(client, door, token, email, number)
            taken = perf_counter() - begun
        if number >= 0:
            times[known].append(taken)
            kinds = Counter(kind_of(statement) for statement in statements)
            seen[known].append((answer.status_code, said(answer, email), kinds))
    assert seen[True] == seen[False][:1] * len(seen[True])
    assert seen[False] == seen[True][:1] * len(seen[False])
    if IS_WHOLE:
        tell_of(door, times)
        assert abs(median(times[True]) - median(times[False])) < MOST_APART
        low, high = LEARNS_NOTHING
        assert low < area(times[True], times[False]) < high


def people_with_accounts() -> None:
    """Each tries once, so that no limit is met; one hash serves all."""
    password_hash = passwords.kept(PASSWORD)
    for number in range(-WARMING, PEOPLE):
        db.session.add(
            Member(
                email=address_of(number, known=True),
                name="Personne Connue",
                password_hash=password_hash,
                confirmed_at=now(),
            )
        )
    db.session.commit()


def address_of(number: int, *, known: bool) -> str:
    return f"{'connue' if known else 'inconn'}{number + 1_000}@exemple.fr"


def token_of(client: FlaskClient, door: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(door).text)
    assert found
    return found[1]


def send(client: FlaskClient, door: str, token: str, email: str, number: int) -> TestResponse:
    """Each from a place of its own."""
    place = number + 1_000
    return client.post(
        door,
        data={"csrf_token": token, "email": email} | DOORS[door],
        environ_base={"REMOTE_ADDR": f"10.{place // 250}.{place % 250}.7"},
    )


def said(answer: TestResponse, email: str) -> str:
    """All of it, but the address that was typed, and what is drawn at random for each page."""
    words = re.sub(r"[\w.-]{30,}", "", answer.text.replace(email, "…"))
    return f"{answer.headers.get('Location')} {words}"


def kind_of(statement: str) -> str:
    """`INSERT letter`, `SELECT member`."""
    verb = statement.split(None, 1)[0]
    table = re.search(r"(?:FROM|INTO|UPDATE)\s+\"?(\w+)", statement)
    return f"{verb} {table[1] if table else ''}"


def area(some: list[float], others: list[float]) -> float:
    """How often one of `some` takes longer than one of `others`."""
    longer = sum((a > b) + (a == b) / 2 for a in some for b in others)
    return longer / (len(some) * len(others))


def tell_of(door: str, times: dict[bool, list[float]]) -> None:
    known, unknown = (1_000 * median(times[each]) for each in (True, False))
    tell(
        f"\n{door} : {known:.1f} ms avec un compte, {unknown:.1f} ms sans"
        f" (écart {known - unknown:+.2f} ms), aire {area(times[True], times[False]):.2f}"
    )
