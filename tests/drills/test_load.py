"""Registrations, applications and reviews at fifty a second through four workers: each counts once, nobody waits a second."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from bench.seats import Ask, asking, checked, furnished
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.actions import open_session
from intranet.members.models import Member
from intranet.openings.models import (
    ApplicationState,
    ApplyMode,
    JobApplication,
    Opening,
    OpeningEvent,
    State,
)
from intranet.organizations.models import Kind
from tests.databases import DIALECT
from tests.drills import IS_WHOLE, tell
from tests.drills.serving import Served, at_the_same_time, post, served
from tests.factories import MemberFactory, OrganizationFactory, an_animator
from tests.openings.factories import OpeningFactory
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.live

A_SECOND, SECONDS, AT_ONCE = 50, 20, 24
A_THIRD = A_SECOND * SECONDS // 3
RUNS, SEATS = 6, 10
A_RUN = A_THIRD // RUNS  # people who ask for a seat of each
REVIEWED = A_THIRD // 2  # openings, each by two animators at once
# The first of all, whose waits are not told: each worker has then done each thing once; and each of
# their sixteen connections each statement ten times, after which PostgreSQL plans it no more (decision 29).
WAKING = 48 if DIALECT == "sqlite" else 480


def signed_in(site: Flask, member: Member) -> Visitor:
    """By a session of its own, as each browser has one."""
    client = site.test_client()
    token = open_session(member, now(), browser="essais")
    db.session.commit()
    with client.session_transaction() as session:
        session.update(_user_id=token, _fresh=True)
    return Visitor(client)


def as_sent(
    site: Flask, person: Visitor, page: Page, form: str | None, path: str, **pressed: str
) -> Ask:
    """What the browser of somebody sends, from a form that they opened."""
    answers = page.answers(page.form(form)) | {name: [said] for name, said in pressed.items()}
    name = site.config["SESSION_COOKIE_NAME"]
    cookie = person.client.get_cookie(name)
    assert cookie is not None
    body = urlencode([(key, one) for key, all_of in answers.items() for one in all_of])
    return Ask(path, f"{name}={cookie.value}", body)


def applying(site: Flask, opening_id: int) -> Iterator[Ask]:
    for _ in range(A_THIRD):
        person, path = signed_in(site, MemberFactory()), f"/offres/{opening_id}/candidater"
        said = {"message": "Ce poste prolonge mon travail.", "route": "public_contract"}
        yield as_sent(site, person, person.open(path), None, path, send="1", **said)


def reviewing(site: Flask, opening_ids: list[int]) -> Iterator[Ask]:
    """Two animators who read the same queue, in the same order, at the same time."""
    animators = [signed_in(site, an_animator()) for _ in range(2)]
    for opening_id in opening_ids:
        for animator in animators:
            page, path = animator.open(f"/offres/{opening_id}"), f"/offres/{opening_id}/relecture"
            yield as_sent(site, animator, page, "form[action$=relecture]", path, verdict="publish")


def sent(server: Served, asks: list[Ask]) -> tuple[Counter[tuple[str, int]], list[float], float]:
    """Fifty a second whatever the answers: how they were answered, each wait from when it was due."""
    statuses: Counter[tuple[str, int]] = Counter()
    waits: list[float] = []
    began = time.perf_counter()

    def send(first: int) -> None:
        for number in range(first, len(asks), AT_ONCE):
            due = began + number / A_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            statuses[asks[number].path.rpartition("/")[2], post(server.port, asks[number])] += 1
            waits.append(time.perf_counter() - due)

    at_the_same_time(*(lambda first=first: send(first) for first in range(AT_ONCE)))
    return statuses, waits, time.perf_counter() - began


if IS_WHOLE:  # a load is one, or is not

    def test_at_fifty_a_second_each_counts_once(site: Flask, tmp_path: Path) -> None:
        with site.app_context():
            bookables, people = furnished(RUNS, SEATS, A_RUN)
            opening = OpeningFactory(apply_mode=ApplyMode.HERE, is_cv_required=False)
            waiting = [
                OpeningFactory(
                    in_review=True,
                    organization=OrganizationFactory(kind=Kind.AGENCY),
                    pay_min=31_000,
                    pay_max=39_000,
                ).id
                for _ in range(REVIEWED)
            ]
            db.session.commit()
            registering = [
                asking(site, f"/inscriptions/{run}", one) for one in people for run in bookables
            ]
            applied, reviews = list(applying(site, opening.id)), list(reviewing(site, waiting))
            asks = [
                one
                for three in zip_longest(registering, applied, reviews)
                for one in three
                if one is not None
            ]
            db.session.remove()

        with served(site, tmp_path) as server:
            woken, _, _ = sent(server, asks[:WAKING])
            statuses, waits, taken = sent(server, asks[WAKING:])
        statuses += woken

        middle, late = statistics.median(waits), statistics.quantiles(waits, n=20)[-1]
        tell(
            f"{DIALECT} : {len(waits)} inscriptions, candidatures et relectures, une fois le site éveillé, en {taken:.1f} s par quatre"
            f" workers, {dict(statuses)} ; médiane {middle * 1000:.0f} ms, p95 {late * 1000:.0f} ms"
        )
        assert max(status for _, status in statuses) < 500, statuses
        refused = sum(many for (_, status), many in statuses.items() if status == 409)
        assert refused == REVIEWED, "of two animators, one comes second"
        with site.app_context():
            for run in bookables:
                checked(run, A_RUN, SEATS)
            assert applications_sent() == (A_THIRD, A_THIRD)
            assert times_published(waiting) == dict.fromkeys(waiting, 1)
            told = select(func.count()).where(Letter.subject.startswith("Votre offre est en ligne"))
            assert db.session.scalar(told) == REVIEWED
            db.session.remove()
        assert late < 1, "p95"


def applications_sent() -> tuple[int, int]:
    """How many, and of how many people."""
    count = select(func.count(), func.count(JobApplication.applicant_id.distinct()))
    sent_ones = JobApplication.state == ApplicationState.SUBMITTED
    many, of_people = db.session.execute(count.where(sent_ones)).one()
    return many, of_people


def times_published(opening_ids: list[int]) -> dict[int, int]:
    """How often each went online, as its story tells."""
    count = (
        select(OpeningEvent.opening_id, func.count())
        .join(Opening, Opening.id == OpeningEvent.opening_id)
        .where(Opening.id.in_(opening_ids), OpeningEvent.to_state == State.PUBLISHED)
        .group_by(OpeningEvent.opening_id)
    )
    return dict(db.session.execute(count).all())
