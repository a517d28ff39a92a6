"""What the board brings, counted: nothing under five, and nothing that gives another back."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import count, product
from typing import Any

import pytest
import time_machine
from sqlalchemy import insert

from intranet.kit.db import db
from intranet.openings import queries
from intranet.openings.disclosure import dominated, told
from intranet.openings.models import (
    ApplicationState,
    ApplyMode,
    CloseReason,
    JobApplication,
    Opening,
    State,
)
from tests.factories import MemberFactory, a_recruiter, an_animator
from tests.openings.factories import OpeningFactory
from tests.sql import counted
from tests.visitor import Page, Visitor

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
NUMBERS = count(1)
NANCY, RENNES, PARIS = "54395", "35238", "75056"


@pytest.mark.parametrize("places", [2, 3])
@pytest.mark.no_database
def test_no_hidden_count_is_the_same_in_all_that_would_be_told_alike(places: int) -> None:
    """Every table up to seven: those that tell the same differ in each small count they hide."""
    alike = defaultdict(list)
    for table in product(range(8), repeat=places):
        counts = dict(enumerate(table))
        shown = told(counts)
        seen = None if shown is None else (sum(table), tuple((p, counts[p]) for p in sorted(shown)))
        alike[seen].append(table)
    for seen, tables in alike.items():
        shown = set() if seen is None else {place for place, _ in seen[1]}
        for place in set(range(places)) - shown:
            values = {table[place] for table in tables}
            assert len(values) > 1, (seen, place, values)


@pytest.mark.no_database
def test_one_employer_does_not_read_the_few_others() -> None:
    assert dominated({("a", 1): 9, ("a", 2): 3}) == {"a"}
    assert dominated({("a", 1): 9, ("a", 2): 5, ("b", 1): 4}) == set()
    assert told({"a": 12, "b": 30, "c": 40}, {"a"}) == {"c"}


def answered(opening: Opening, number: int, *, days: int | None = 4) -> None:
    """So many applications sent two months ago, each answered after so many days."""
    sent_at = NOW - timedelta(days=60)
    rows: list[dict[str, Any]] = [
        {
            "uuid": f"chiffre-{next(NUMBERS)}",
            "submission_token": f"chiffre-{next(NUMBERS)}",
            "opening_id": opening.id,
            "state": ApplicationState.IN_REVIEW,
            "begun_at": sent_at,
            "submitted_at": sent_at,
            "first_answer_at": None if days is None else sent_at + timedelta(days=days),
        }
        for _ in range(number)
    ]
    db.session.execute(insert(JobApplication), rows)
    db.session.commit()


def an_opening(town: str, **given: Any) -> Opening:
    made: Opening = OpeningFactory(apply_mode=ApplyMode.HERE, municipality_code=town, **given)
    return made


def ended(town: str, days: int, *, reason: CloseReason = CloseReason.FILLED_IN_NETWORK) -> Opening:
    """Closed two months ago, so many days after it came online."""
    closed_at = NOW - timedelta(days=60)
    published_at = closed_at - timedelta(days=days)
    return an_opening(
        town,
        state=State.CLOSED,
        closed_at=closed_at,
        close_reason=reason,
        publish_at=published_at,
        filled=int(reason is CloseReason.FILLED_IN_NETWORK),
    )


def row(page: Page, name: str) -> list[str]:
    found = next(line for line in page.soup.select("tbody tr") if name in line.text)
    return [cell.get_text(" ", strip=True).replace("\u00a0", " ") for cell in found.select("td")]


@pytest.fixture
def at_noon() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_an_animator_reads_regions_and_no_small_count(
    visitor: Visitor, edition: object, at_noon: None
) -> None:
    here, there, far = an_opening(NANCY), an_opening(RENNES), an_opening(PARIS)
    answered(here, 6, days=4)
    answered(here, 2, days=None)
    answered(there, 3)
    answered(far, 7)
    visitor.sign_in(an_animator(region="44"))
    page = visitor.open("/animer/offres/statistiques")
    assert row(page, "Ensemble du réseau")[:3] == ["18", "89 %", "4 jours"]
    assert row(page, "Grand Est")[:3] == ["8", "75 %", "4 jours"]
    assert row(page, "Bretagne")[0] == "non communiqué"
    assert (
        row(page, "Île-de-France")[0] == "non communiqué"
    )  # with the total, it would give the other
    assert "Corse" not in page.text()  # nothing happened there
    csv = visitor.client.get("/animer/offres/statistiques.csv").text
    assert "Bretagne" in csv and "non communiqué" in csv


def test_filled_posts_are_counted_with_the_time_they_took(
    visitor: Visitor, edition: object, at_noon: None
) -> None:
    for days in (20, 30, 40, 50):
        ended(NANCY, days)
    ended(NANCY, 10, reason=CloseReason.UNSUCCESSFUL)
    ended(NANCY, 10, reason=CloseReason.EXPIRED)  # nobody knows how it ended
    page = visitor.sign_in(an_animator()).open("/animer/offres/statistiques")
    assert row(page, "Grand Est")[3:] == ["5", "80 %", "35 jours"]


def test_where_filled_posts_were_published_is_counted_from_five_on(
    visitor: Visitor, edition: object, at_noon: None
) -> None:
    for number in range(6):
        ended(NANCY, 20).channels = ["apec", "csp"] if number < 4 else ["csp"]
    db.session.commit()
    text = visitor.sign_in(an_animator()).open("/animer/offres/statistiques").text()
    assert "Poste pourvu par une personne du réseau : 6" in text.replace("\u00a0", " ")
    assert "Choisir le service public, 6" in text and "Apec" not in text
    ended(NANCY, 20, reason=CloseReason.FILLED_OUTSIDE)
    text = visitor.open("/animer/offres/statistiques").text()
    assert "une personne du réseau" not in text  # less the total, it would give the one


def test_one_employer_reads_its_own_beside_the_network(
    visitor: Visitor, edition: object, at_noon: None
) -> None:
    recruiter = a_recruiter()
    answered(an_opening(NANCY, organization=recruiter.organization), 8)
    page = visitor.sign_in(recruiter).open("/offres/statistiques")
    assert row(page, recruiter.organization.name)[:3] == ["8", "100 %", "4 jours"]
    assert row(page, "Ensemble du réseau")[0] == "8"
    answered(an_opening(RENNES), 4)
    page = visitor.open("/offres/statistiques")
    assert row(page, "Ensemble du réseau")[0] == "non communiqué"  # less its own, four are left
    page = visitor.sign_in(a_recruiter()).open("/offres/statistiques")
    assert "Dans votre structure, aucune réponse n’était due" in page.text()  # none is not withheld


def test_as_many_statements_for_many_as_for_few(
    visitor: Visitor, edition: object, at_noon: None
) -> None:
    visitor.sign_in(an_animator())
    answered(an_opening(NANCY), 6)
    visitor.open("/animer/offres/statistiques")
    with counted() as few:
        visitor.open("/animer/offres/statistiques")
    for town in (RENNES, PARIS, NANCY):
        answered(an_opening(town), 9)
        ended(town, 12)
    with counted() as many:
        visitor.open("/animer/offres/statistiques")
    assert len(many) <= len(few) == 8


def test_figures_are_for_those_who_animate_or_recruit(visitor: Visitor, edition: object) -> None:
    visitor.sign_in(MemberFactory())
    visitor.open("/animer/offres/statistiques", status=403)
    visitor.open("/offres/statistiques", status=403)
    assert queries.fill_record(1, NOW).ended == 0


def test_the_last_day_that_is_said_is_counted(visitor: Visitor, edition: object) -> None:
    with time_machine.travel(datetime(2027, 3, 10, 12, tzinfo=UTC)):
        visitor.sign_in(an_animator())
        told = visitor.open("/animer/offres/statistiques").text(".page-state")
    assert "jusqu’au 28 février 2027" in told.replace("\u00a0", " ")
