"""Lists in other forms: no cell of any of them starts a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from flask import Flask
from openpyxl import load_workbook

from intranet.competencies.exchange.tables import guarded, unguarded, write_csv
from intranet.kit.exports import Entry, as_csv, as_xlsx, cell
from intranet.kit.workbooks import write_xlsx

# How a cell becomes a formula: by its first sign, after blanks, or as some programs fold it.
PREFIXES = (
    "=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u00a0=", "\u3000=", "\u202f+", "\x0b=", "\x0c@",
    "＝", "＋", "－", "＠", "==", "+-", "\t \r\n@",
)  # fmt: skip
HARMLESS = ("|", "%0A=", "'=", '"=', "Zoé =", "1+1")
RUNS = "cmd|'/C calc'!A0"


def starts_a_formula(text: str) -> bool:
    return text.strip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@pytest.mark.no_database
@pytest.mark.parametrize("prefix", PREFIXES)
def test_no_cell_starts_a_formula(prefix: str) -> None:
    for guard in (cell, guarded):
        assert not starts_a_formula(guard(prefix + RUNS))
    assert unguarded(guarded(prefix + RUNS)) == prefix + RUNS


@pytest.mark.no_database
@pytest.mark.parametrize("prefix", HARMLESS)
def test_what_no_spreadsheet_runs_is_left_alone(prefix: str) -> None:
    assert not starts_a_formula(cell(prefix + RUNS))
    assert cell(prefix + RUNS) == prefix + RUNS


@pytest.mark.no_database
def test_every_field_of_every_form_of_a_list_is_guarded(app: Flask) -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    words = [prefix + RUNS for prefix in (*PREFIXES, *HARMLESS)]
    entries = [
        Entry(
            "urn:x", word, "/offres/1", "", at, at, {"Lieu": word, "Mots": [word, "b"], "Rang": -3}
        )
        for word in words
    ]
    with app.test_request_context("/offres.csv"):
        as_text = as_csv(entries).get_data(as_text=True)
        as_book = as_xlsx("Offres [Nancy] : /2026? très long titre de feuille", entries).get_data()

    lines = list(csv.reader(io.StringIO(as_text.lstrip("\ufeff"), newline=""), delimiter=";"))
    assert len(lines) == len(entries) + 1
    for line in lines[1:]:
        assert not [found for found in line if starts_a_formula(found) and found != "-3"]
        assert len(line) == 5
    for formulas in (False, True):
        [sheet] = load_workbook(io.BytesIO(as_book), data_only=formulas).worksheets
        for row in sheet.iter_rows(min_row=2):
            kinds = [found.data_type for found in row]
            assert kinds == ["s", "s", "s", "s", "n"], [found.value for found in row]
            assert not [found for found in row[:4] if starts_a_formula(str(found.value))]


@pytest.mark.no_database
def test_what_we_carry_from_site_to_site_is_guarded_too() -> None:
    words = [prefix + RUNS for prefix in PREFIXES]
    lines = csv.reader(
        io.StringIO(write_csv([words]).decode("utf-8-sig"), newline=""), delimiter=";"
    )
    assert not [found for found in next(lines) if starts_a_formula(found)]
    body = write_xlsx([("A", [10] * len(words), [words, ["a\x00\x1fb"]])], guarded)
    [sheet] = load_workbook(io.BytesIO(body)).worksheets
    assert {found.data_type for row in sheet.iter_rows() for found in row if found.value} == {"s"}


@pytest.mark.no_database
@pytest.mark.parametrize("plain", ["-12", "12,5", "Nancy", ""])
def test_plain_cells_are_left_alone(plain: str) -> None:
    assert cell(plain) == plain
