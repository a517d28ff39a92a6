"""Registrations and drafts of applications at fifty a second through four workers: each is there once, nobody waits a second."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from bench.seats import Ask, asking, checked, furnished
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.actions import open_session
from intranet.openings.models import ApplicationState, ApplyMode, JobApplication
from tests.conftest import DIALECT
from tests.drills import IS_WHOLE, tell
from tests.drills.serving import at_the_same_time, post, served
from tests.factories import MemberFactory
from tests.openings.factories import OpeningFactory
from tests.visitor import Visitor

pytestmark = pytest.mark.live

A_SECOND, SECONDS, AT_ONCE = 50, 10, 24
HALF = A_SECOND * SECONDS // 2
RUNS = 5


def applying(site: Flask, opening_id: int, token: str) -> Ask:
    """The application that this person’s browser would send, from the form that it opened."""
    client = site.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=token, _fresh=True)
    page = Visitor(client).open(f"/offres/{opening_id}/candidater")
    answers = page.answers(page.form()) | {"message": ["Ce poste prolonge mon travail."]}
    answers["route"] = answers.get("route") or ["public_contract"]
    name = site.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie is not None
    body = urlencode([(key, one) for key, all_of in answers.items() for one in all_of])
    return Ask(f"/offres/{opening_id}/candidater", f"{name}={cookie.value}", f"{body}&keep=1")


if IS_WHOLE:  # a load is one, or is not

    def test_at_fifty_a_second_each_is_there_once(site: Flask, tmp_path: Path) -> None:
        with site.app_context():
            bookables, people = furnished(RUNS, 10, HALF // RUNS)
            registering = [
                asking(site, f"/inscriptions/{run}", one) for one in people for run in bookables
            ]
            opening_id = OpeningFactory(apply_mode=ApplyMode.HERE).id
            tokens = [open_session(MemberFactory(), now(), browser="essais") for _ in range(HALF)]
            db.session.commit()
            asks = [
                ask
                for pair in zip(
                    registering, (applying(site, opening_id, one) for one in tokens), strict=True
                )
                for ask in pair
            ]
        statuses: Counter[int] = Counter()
        waits: list[float] = []

        with served(site, tmp_path) as server:
            for _ in range(16):
                post(server.port, Ask("/theme", "", "theme=dark"))
            began = time.perf_counter()

            def send(first: int) -> None:
                for number in range(first, len(asks), AT_ONCE):
                    due = began + number / A_SECOND
                    time.sleep(max(0.0, due - time.perf_counter()))
                    statuses[post(server.port, asks[number])] += 1
                    waits.append(time.perf_counter() - due)

            at_the_same_time(*(lambda first=first: send(first) for first in range(AT_ONCE)))
            taken = time.perf_counter() - began

        middle, late = statistics.median(waits), statistics.quantiles(waits, n=20)[-1]
        tell(
            f"{DIALECT} : {len(asks)} écritures en {taken:.1f} s par quatre workers, {dict(statuses)} ;"
            f" médiane {middle * 1000:.0f} ms, p95 {late * 1000:.0f} ms"
        )
        assert max(statuses) < 400, statuses
        with site.app_context():
            for run in bookables:
                checked(run, HALF // RUNS, 10)
            kept = JobApplication.state == ApplicationState.DRAFT
            many = select(func.count(), func.count(JobApplication.applicant_id.distinct()))
            assert db.session.execute(many.where(kept)).one() == (HALF, HALF)
            db.session.remove()
        assert late < 1, "p95"
