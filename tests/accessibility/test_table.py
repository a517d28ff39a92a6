"""The table of the 106 criteria of RGAA, what answers for each, and the statement that is drawn from it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from intranet.home.queries.conformity import NOT, PARTLY, WHOLLY, Conformity, WrongAudit, read
from tests.accessibility.rules import RULES
from tests.visitor import Visitor

ROOT = Path(__file__).parents[2]
# RGAA 4.1.2: the number of criteria of each theme.
SIZES = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)
NOBODY_YET = """
contact = "accessibilite@structure.example"
schema = "https://structure.example/schema"
"""
HALF_WAY = 'le = 2027-03-01\npar = "Cabinet Essai"\n'


def audited(folder: Path, text: str) -> Conformity:
    (folder / "audit-rgaa.toml").write_text(text)
    return read(folder)


@pytest.mark.no_database
def test_every_criterion_is_answered_for(tmp_path: Path) -> None:
    criteria = read(tmp_path).criteria
    expected = [
        f"{theme}.{number}"
        for theme, size in enumerate(SIZES, start=1)
        for number in range(1, size + 1)
    ]
    assert [one.number for one in criteria] == expected
    assert Counter(one.by for one in criteria) == {"machine": 63, "person": 21, "none": 22}
    for one in criteria:
        assert bool(one.tests) == (one.by == "machine"), one
        assert bool(one.looked) == (one.by == "person"), one
        assert bool(one.why) == (one.by == "none"), one


@pytest.mark.no_database
def test_each_test_that_is_named_is_there(tmp_path: Path) -> None:
    for one in read(tmp_path).checked_by("machine"):
        for test in one.tests:
            file, name = test.split("::")
            assert re.search(rf"^(def|class) {name}\b", (ROOT / file).read_text(), re.MULTILINE), (
                f"{one.number}: {test}"
            )


@pytest.mark.no_database
def test_each_rule_of_the_markup_answers_for_a_criterion_of_the_table(tmp_path: Path) -> None:
    known = {one.number: one for one in read(tmp_path).criteria}
    for rule, criteria in RULES.items():
        assert all(known[number].by == "machine" for number in criteria), rule.__name__


@pytest.mark.no_database
def test_without_an_audit_the_site_is_not_conform_whatever_its_tests_say(tmp_path: Path) -> None:
    assert read(tmp_path).state(date(2027, 1, 1)) == NOT
    said = audited(tmp_path, NOBODY_YET)
    assert said.state(date(2027, 1, 1)) == NOT
    assert said.contact == "accessibilite@structure.example"


@pytest.mark.no_database
def test_half_of_the_criteria_make_it_partly_conform_and_all_of_them_wholly(tmp_path: Path) -> None:
    """Of those that apply: what is set aside counts for nothing."""
    numbers = [one.number for one in read(tmp_path).criteria]
    aside = f"sans_objet = {numbers[:6]}\n"

    def failing(count: int) -> str:
        wrong = "".join(f'"{one}" = "à reprendre"\n' for one in numbers[6 : 6 + count])
        return f"{HALF_WAY}{aside}[non_conformes]\n{wrong}"

    then = date(2028, 1, 1)
    assert audited(tmp_path, failing(0)).state(then) == WHOLLY
    assert audited(tmp_path, failing(1)).state(then) == PARTLY
    assert audited(tmp_path, failing(50)).state(then) == PARTLY
    assert audited(tmp_path, failing(51)).state(then) == NOT


@pytest.mark.no_database
def test_an_audit_stands_for_three_years(tmp_path: Path) -> None:
    found = audited(tmp_path, HALF_WAY)
    assert found.state(date(2030, 3, 1)) == WHOLLY
    assert found.state(date(2030, 3, 2)) == NOT


@pytest.mark.no_database
@pytest.mark.parametrize(
    "text",
    [
        'le = 2027-03-01\npar = "X"\nsans_objet = ["1.99"]',
        'le = 2027-03-01\npar = "X"\nsans_objet = ["1.1"]\n[non_conformes]\n"1.1" = "non"',
        'le = 2027-03-01\npar = "X"\nnon_conformes = ["1.1"]',
        "le = 2027-03-01",
        'le = "hier"\npar = "X"',
        "le = ",
    ],
)
def test_an_audit_that_cannot_be_understood_is_refused_in_a_sentence(
    text: str, tmp_path: Path
) -> None:
    with pytest.raises(WrongAudit, match="ne se lit pas"):
        audited(tmp_path, text)


@pytest.mark.usefixtures("edition")
def test_every_page_says_where_the_site_stands_and_the_statement_says_why(
    app: Flask, visitor: Visitor
) -> None:
    assert "Accessibilité : non conforme" in visitor.open("/").text("footer").replace("\xa0", " ")
    page = visitor.open("/accessibilite")
    said = page.text().replace("\xa0", " ")
    assert "Aucun audit n’a encore été mené" in said
    assert "63 des 106 critères" in said
    assert "Défenseur des droits" in said
    assert "schéma pluriannuel" in said


def test_the_statement_says_when_a_session_ends(visitor: Visitor) -> None:
    """RGAA 13.1: a limit of time that safety asks for is said beforehand."""
    said = visitor.open("/accessibilite").text().replace("\xa0", " ")
    assert "se ferme au bout de 7 jours, de 8 heures" in said


def test_the_statement_shows_what_an_audit_found(
    app: Flask, visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        f'{NOBODY_YET}{HALF_WAY}[non_conformes]\n"3.2" = "Les prix des sessions sont trop pâles."'
    )
    monkeypatch.setitem(app.extensions, "conformity", audited(tmp_path, text))
    with time_machine.travel("2027-06-01 12:00+02:00", tick=False):
        page = visitor.open("/accessibilite")
    said = page.text().replace("\xa0", " ")
    assert "partiellement conforme" in said
    assert "par Cabinet Essai trouve 99 % des critères" in said
    assert "Les prix des sessions sont trop pâles." in said
    assert page.link("accessibilite@structure.example") == "mailto:accessibilite@structure.example"
