"""What a sheet lacks, and how well it is proved."""

from __future__ import annotations

from datetime import date

import pytest

from intranet.kit.clock import months_after
from intranet.practices.models import Evidence, Sheet, differing, missing

pytestmark = pytest.mark.no_database

COMPLETE = Sheet(
    title="Titre", lead="Résumé", themes=["innovation"], territory_name="Essais", started="2024",
    context="Contexte", problem="Problème", approach=["Étape"], cost_is_unknown=True,
    partners=[{"organization": "CC", "role": "Porte"}], difficulties="Recruter",
    results=[{"indicator": "Visites", "before": "", "after": "3", "unit": "", "date": "", "text": ""}],
    competencies=[{"competency_id": 1, "code": "D1.1", "level": 2}],
)  # fmt: skip


def lacks(sheet: Sheet, *, has_contact: bool = True) -> list[str]:
    return [each.field for each in missing(sheet, has_contact=has_contact)]


def test_a_complete_sheet_lacks_nothing() -> None:
    assert lacks(COMPLETE) == []


def test_an_empty_sheet_says_all_that_it_lacks_in_the_order_of_the_form() -> None:
    assert lacks(Sheet(), has_contact=False) == [
        "title", "lead", "themes", "territory_name", "started", "context", "problem", "approach",
        "partners", "cost_investment", "results", "difficulties", "competencies", "contact",
    ]  # fmt: skip


def test_what_failed_must_be_said_of_what_did_not_work_and_its_results_need_not() -> None:
    failed = Sheet(**(COMPLETE.kept() | {"kind": "failure", "results": []}))
    assert lacks(failed) == ["what_failed"]


@pytest.mark.parametrize("said", [{"cost_yearly": "10 €"}, {"cost_investment": "10 €"}])
def test_a_cost_is_a_figure_or_said_unknown(said: dict[str, str]) -> None:
    silent = COMPLETE.kept() | {"cost_is_unknown": False}
    assert lacks(Sheet(**silent)) == ["cost_investment"]
    assert lacks(Sheet(**(silent | said))) == []


def test_evidence_climbs_from_declared_to_documented_to_measured() -> None:
    result = {
        "indicator": "Visites",
        "before": "1",
        "after": "3",
        "unit": "",
        "date": "2025",
        "text": "",
    }
    source = {"title": "Article", "url": "https://essais.example", "date": ""}
    assert COMPLETE.evidence is Evidence.DECLARED
    assert Sheet(**(COMPLETE.kept() | {"sources": [source]})).evidence is Evidence.DOCUMENTED
    assert Sheet(**(COMPLETE.kept() | {"results": [result]})).evidence is Evidence.MEASURED
    undated = Sheet(**(COMPLETE.kept() | {"results": [result | {"date": ""}]}))
    assert undated.evidence is Evidence.DECLARED


def test_two_versions_part_where_their_fields_do() -> None:
    other = Sheet(**(COMPLETE.kept() | {"lead": "Autre", "approach": ["Étape", "Suite"]}))
    assert differing(COMPLETE, other) == ["lead", "approach"]


def test_a_version_kept_by_an_older_release_is_still_read() -> None:
    assert Sheet.read({"title": "Titre", "forgotten": 1}).title == "Titre"


@pytest.mark.parametrize(
    ("on", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 22), 12, date(2027, 11, 22)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 24, date(2028, 12, 31)),
        (date(2026, 6, 15), 6, date(2026, 12, 15)),
    ],
)
def test_a_cycle_of_months_ends_on_the_same_day_or_the_last_of_the_month(
    on: date, months: int, then: date
) -> None:
    assert months_after(on, months) == then
