"""How an employer answers: the same count in SQL and in Python, told from five applications on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.openings import queries
from intranet.openings.models import ApplicationState, ApplyMode, JobApplication, Opening
from intranet.openings.pledges import AnswerRecord, Sent, record_of
from tests.factories import MemberFactory
from tests.openings.factories import OpeningFactory
from tests.sql import counted
from tests.visitor import Visitor

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)
NUMBERS = count(1)
EDGES = [
    timedelta(days=days) + off
    for days in (7, 14, 21, 45, 365)
    for off in (-SECOND, 0 * SECOND, SECOND)
]

sent_ago = st.one_of(st.sampled_from(EDGES), st.integers(0, 400 * 86_400).map(lambda s: s * SECOND))
waits = st.one_of(st.none(), st.integers(0, 40 * 86_400_000_000))  # microseconds


@st.composite
def applications(draw: Any) -> Sent:
    submitted_at = NOW - draw(sent_ago)
    wait = draw(waits)
    return Sent(
        submitted_at=submitted_at,
        first_answer_at=None if wait is None else submitted_at + timedelta(microseconds=wait),
        pledged_days=draw(st.sampled_from([None, 7, 14, 21])),
        is_withdrawn=draw(st.booleans()),
    )


def write(openings: dict[int | None, Opening], sent: list[Sent]) -> None:
    """As rows, without going through the desk."""
    rows = [
        {
            "uuid": f"essai-{next(NUMBERS)}",
            "submission_token": f"essai-{next(NUMBERS)}",
            "opening_id": openings[each.pledged_days].id,
            "state": ApplicationState.WITHDRAWN
            if each.is_withdrawn
            else ApplicationState.SUBMITTED,
            "decided_at": NOW if each.is_withdrawn else None,
            "begun_at": each.submitted_at,
            "submitted_at": each.submitted_at,
            "first_answer_at": each.first_answer_at,
        }
        for each in sent
    ]
    if rows:
        db.session.execute(insert(JobApplication), rows)


@pytest.fixture
def openings(edition: object) -> dict[int | None, Opening]:
    first = OpeningFactory(apply_mode=ApplyMode.HERE)
    others = {
        days: OpeningFactory(
            apply_mode=ApplyMode.HERE, organization=first.organization, pledged_days=days
        )
        for days in (7, 14, 21)
    }
    return {None: first} | others


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(applications(), max_size=9))
def test_sql_and_python_count_alike(openings: dict[int | None, Opening], sent: list[Sent]) -> None:
    db.session.execute(delete(JobApplication))
    write(openings, sent)
    organization_id = openings[None].organization_id
    told = record_of(sent, NOW)
    assert queries.answer_record(organization_id, NOW) == told
    by_employer = queries.records_by(Opening.organization_id, NOW)
    assert by_employer.get(organization_id, AnswerRecord()) == told


def answered(days: float, sent_days_ago: int = 60) -> Sent:
    at = NOW - timedelta(days=sent_days_ago)
    return Sent(submitted_at=at, first_answer_at=at + timedelta(days=days))


SILENT = Sent(submitted_at=NOW - timedelta(days=60))


@pytest.mark.no_database
def test_the_median_is_exact_and_halves_round_up() -> None:
    assert record_of([answered(1), answered(2), answered(9)], NOW).median_days == 2
    record = record_of([answered(1), answered(2)], NOW)
    assert (record.median, record.median_days) == (Fraction(3 * 86_400, 2), 2)
    assert record_of([answered(0.4)], NOW).median_days == 0
    assert record_of([SILENT], NOW).median_days is None


@pytest.mark.no_database
def test_what_counts_is_what_is_due() -> None:
    fresh = answered(1, sent_days_ago=8)
    assert record_of([fresh], NOW).due == 0
    assert record_of([replace(fresh, pledged_days=7)], NOW).due == 1
    assert record_of([replace(SILENT, is_withdrawn=True)], NOW).due == 0
    assert record_of([replace(answered(3), is_withdrawn=True)], NOW).answered == 1
    assert record_of([answered(1, sent_days_ago=365)], NOW).due == 0


@pytest.mark.no_database
def test_nothing_is_told_of_fewer_than_five() -> None:
    assert not record_of([SILENT] * 4, NOW).is_told
    assert not record_of([SILENT] * 4, NOW).rarely_answers
    assert record_of([SILENT] * 5, NOW).rarely_answers
    assert record_of([*[SILENT] * 3, *[answered(1)] * 3], NOW).rarely_answers
    assert not record_of([*[SILENT] * 2, *[answered(1)] * 3], NOW).rarely_answers


def shifted(sent: Sent) -> Sent:
    """The same, seen from the instant of the test."""
    away = now() - NOW
    answer = sent.first_answer_at and sent.first_answer_at + away
    return replace(sent, submitted_at=sent.submitted_at + away, first_answer_at=answer)


def test_the_page_of_an_opening_says_how_its_employer_answers(
    visitor: Visitor, openings: dict[int | None, Opening]
) -> None:
    opening = openings[14]
    write(openings, [shifted(each) for each in [SILENT, *[answered(6)] * 3]])
    db.session.commit()
    assert "Cet employeur a répondu" not in visitor.open(f"/offres/{opening.id}").text()
    write(openings, [shifted(answered(5)) for _ in range(8)])
    db.session.commit()
    text = visitor.open(f"/offres/{opening.id}").text().replace("\u00a0", " ")
    assert "a répondu à 11 candidatures sur 12, médiane 5 jours" in text
    assert "Répond rarement" not in text
    page = visitor.sign_in(MemberFactory()).open(f"/offres/{opening.id}")
    with counted() as statements:
        visitor.open(page.url)
    assert len(statements) <= 8, "\n".join(statements)


@pytest.mark.parametrize(
    ("answers", "told"),
    [(0, "n’a répondu à aucune des 6 candidatures."), (1, "a répondu à 1 candidature sur 6")],
)
def test_few_answers_are_told_in_good_french(
    visitor: Visitor, openings: dict[int | None, Opening], answers: int, told: str
) -> None:
    write(openings, [shifted(each) for each in [SILENT] * (6 - answers) + [answered(6)] * answers])
    db.session.commit()
    page = visitor.open(f"/offres/{openings[14].id}")
    assert told in page.text().replace("\u00a0", " ")


def test_silence_shows_and_confidence_is_kept(
    visitor: Visitor, openings: dict[int | None, Opening]
) -> None:
    write(openings, [shifted(SILENT) for _ in range(5)])
    db.session.commit()
    assert "Répond rarement" in visitor.open(f"/offres/{openings[7].id}").text()
    openings[7].is_confidential = True  # the figures would name the employer
    db.session.commit()
    assert "Répond rarement" not in visitor.open(f"/offres/{openings[7].id}").text()
