"""One’s levels beside a job: at least, at most, what blocks, what comes first, in both readings."""

from __future__ import annotations

from typing import Any

import pytest

from intranet.competencies import actions, queries
from intranet.competencies.actions import Asked
from intranet.competencies.models import (
    EXACT_MATCH,
    RELATED,
    Edition,
    EditionState,
    JobProfile,
    Need,
    Owner,
)
from intranet.competencies.queries import Catalogue
from intranet.kit.db import db
from intranet.members.models import Member
from tests.competencies.factories import attests, says
from tests.factories import MemberFactory, small_edition
from tests.sql import counted
from tests.visitor import Page, Visitor

JOB = "/referentiel/metiers/essai"


def asks(slug: str, **levels: Any) -> JobProfile:
    """A job that asks for levels by code (D1_1=3, or Asked options as a tuple)."""
    catalogue = queries.in_force()
    asked = []
    for code, given in levels.items():
        level, options = given if isinstance(given, tuple) else (given, {})
        item = catalogue.by_code[code.replace("_", ".")]
        asked.append(Asked(item.competency_id, level, **options))
    requirements = actions.require(Owner.JOB_PROFILE, catalogue.edition_id, asked)
    profile = JobProfile(slug=slug, title=f"Métier {slug}", requirement_set=requirements)
    db.session.add(profile)
    db.session.commit()
    return profile


@pytest.fixture
def member(clean_database: None) -> Member:
    return MemberFactory()


def score(page: Page) -> str:
    return page.text(".score-words")


def test_the_worked_example_is_what_the_page_says(
    visitor: Visitor, member: Member, catalogue: Catalogue
) -> None:
    asks("essai", D1_1=(3, {"weight": 3, "is_mandatory": True}), D1_2=(2, {"weight": 2}), D1_4=2, D2_1=(4, {"weight": 2}))  # fmt: skip
    for code, level in (("D1.1", 2), ("D1.2", 3), ("D2.1", 2)):
        says(member, code, level)

    page = visitor.sign_in(member).open(JOB)

    assert score(page) == "au moins 63 % (jusqu’à 75 % si vous complétez 1 réponse)"
    assert "Demande renseignée 88 %" in page.text(".score")
    assert "Sur vos seules réponses 71 %" in page.text(".score")
    assert [row.split()[0] for row in page.texts(".gaps tbody tr")] == ["D1.1", "D2.1", "D1.4"]
    assert "D1.1" in page.text(".blocking")
    assert page.text(".first-step").startswith("Par où commencer D1.1")
    assert "du niveau 2 au niveau 3" in page.text(".first-step")


def test_both_readings_stand_side_by_side(visitor: Visitor, member: Member) -> None:
    small_edition()
    asks("essai", D1_1=(4, {"is_mandatory": True}), D1_2=2)
    says(member, "D1.1", 4)
    says(member, "D1.2", 1)
    attests(member, "D1.1", 2)
    declared = visitor.sign_in(member).open(JOB)

    attested = visitor.open(declared.link("Attesté"))

    assert score(declared) == "75 %"
    assert score(attested) == "au moins 25 % (jusqu’à 75 % si vous complétez 1 réponse)"
    assert "Ce que l’on atteste de vous est sous le niveau" in attested.text(".score .notice")
    assert "rien d’attesté" in attested.text(".gaps")
    assert attested.texts(".reading [aria-current]") == ["Attesté"]


def test_what_others_attest_counts_in_the_declared_reading_too(
    visitor: Visitor, member: Member
) -> None:
    small_edition()
    asks("essai", D1_1=3)
    says(member, "D1.1", 1)
    attests(member, "D1.1", 3)

    assert score(visitor.sign_in(member).open(JOB)) == "100 %"


def test_an_unknown_word_for_the_reading_is_the_declared_one(
    visitor: Visitor, member: Member
) -> None:
    small_edition()
    asks("essai", D1_1=3)

    page = visitor.sign_in(member).open(f"{JOB}?lecture=<script>")

    assert page.texts(".reading [aria-current]") == ["Déclaré"]


def test_a_level_of_an_equivalent_item_is_taken_up_and_said(
    visitor: Visitor, member: Member
) -> None:
    small_edition(("D1.1", EXACT_MATCH, "D1.2"))
    asks("essai", D1_2=(4, {"is_mandatory": True}))
    says(member, "D1.1", 3)

    page = visitor.sign_in(member).open(JOB)

    assert score(page) == "75 %"
    assert "niveau 3 repris de D1.1 , équivalente" in page.text(".gaps")
    listed = visitor.open("/referentiel/metiers")
    assert listed.texts(".score-line strong") == ["75 %"]


def test_a_near_item_is_a_word_and_not_a_point(visitor: Visitor, member: Member) -> None:
    small_edition(("D1.2", RELATED, "D1.1"))
    asks("essai", D1_2=4)
    says(member, "D1.1", 3)

    page = visitor.sign_in(member).open(JOB)

    assert score(page).startswith("au moins 0 %")
    assert "vous avez évalué une compétence proche : D1.1" in page.text(".gaps")


def test_nothing_asked_has_no_score(visitor: Visitor, member: Member) -> None:
    small_edition()
    asks("essai", D1_1=(2, {"need": Need.DESIRED}))

    page = visitor.sign_in(member).open(JOB)

    assert score(page) == "–"
    assert not page.select(".radar-chart")


def test_under_three_domains_bars_are_drawn_beside_the_table(
    visitor: Visitor, member: Member
) -> None:
    small_edition()
    asks("essai", D1_1=4, D2_1=2)
    says(member, "D1.1", 3)

    page = visitor.sign_in(member).open(JOB)

    assert not page.select("svg.radar")
    assert len(page.select(".radar-bar")) == 4
    assert page.texts(".radar-table tbody tr")[0].endswith("3 1 sur 1 4 75 %")


def test_comparing_costs_few_statements(
    visitor: Visitor, member: Member, catalogue: Catalogue
) -> None:
    says(member, "D3.1", 1)
    address = "/referentiel/metiers/conseiller-creation-reprise"
    visitor.sign_in(member).open(address)

    with counted() as statements:
        visitor.open(address)

    assert len(statements) <= 8, statements


def test_two_jobs_are_read_side_by_side_by_anybody(visitor: Visitor) -> None:
    small_edition()
    asks("essai", D1_1=3, D2_1=1)
    asks("autre", D1_1=2, D1_2=2, D2_1=2)

    page = visitor.open("/referentiel/metiers/comparer?a=essai&b=autre")

    assert page.texts(".score-words") == ["au moins 50 %", "83 %"]
    found = {caption.split(" (")[0]: row for caption, row in zip(page.texts(".passage caption"), page.texts(".passage tbody"), strict=True)}  # fmt: skip
    assert list(found) == ["Ce qui se transfère", "Ce qui reste à relever", "Ce qui est nouveau"]
    assert found["Ce qui se transfère"].startswith("D1.1")
    assert found["Ce qui reste à relever"].startswith("D2.1")
    assert found["Ce qui est nouveau"].startswith("D1.2")


@pytest.mark.parametrize(
    ("query", "words"),
    [("", "Choisissez deux métiers"), ("?a=essai&b=essai", "deux fois le même"), ("?a=essai&b=astronaute", "« astronaute » n’existe pas"), ("?a=&b[]=1", "Choisissez deux métiers")],
)  # fmt: skip
def test_what_cannot_be_crossed_is_said(visitor: Visitor, query: str, words: str) -> None:
    small_edition()
    asks("essai", D1_1=3)

    page = visitor.open(f"/referentiel/metiers/comparer{query}")

    assert words in page.text().replace("\u00a0", " ")


def test_a_job_leads_to_another(visitor: Visitor) -> None:
    small_edition()
    asks("essai", D1_1=3)
    asks("autre", D1_1=2)
    page = visitor.open(JOB)

    sent = page.answers(page.form("form.beside-job"))

    assert (sent["a"], sent["b"]) == (["essai"], ["autre"])


def test_a_job_is_read_by_the_edition_it_was_written_with(visitor: Visitor, member: Member) -> None:
    edition = small_edition()
    asks("essai", D1_1=2)
    says(member, "D1.1", 1)
    before = score(visitor.sign_in(member).open(JOB))

    db.session.query(Edition).filter_by(id=edition.id).update({"state": EditionState.RETIRED})
    db.session.commit()

    assert score(visitor.open(JOB)) == before == "50 %"
