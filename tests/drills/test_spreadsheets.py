"""What somebody wrote never computes in a spreadsheet: every list that leaves as CSV or XLSX, cell by cell.

Twenty ways to begin a formula are written straight into every column that holds words, past the
forms; then every door that answers a spreadsheet is opened by those it is for. Which doors these are
is read in the code: a new one that no sample opens fails.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from openpyxl import load_workbook
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

import intranet
from tests.drills import many, tell
from tests.kit.test_exports import PREFIXES, RUNS, starts_a_formula
from tests.visitor import Visitor
from tests.words import write_everywhere
from tests.world import DOORS, EVERYBODY, World, address_of, enter, rules

CODE = Path(intranet.__file__).parent
FORMS = ("csv", "xlsx")
WRITES_ONE = re.compile(
    r"as_csv\(|as_xlsx\(|exports\.answer\((?!\"atom\")|write_xlsx\(|text/csv|spreadsheetml"
)
NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


def prefixed(rank: int, longest: int) -> str:
    return f"{PREFIXES[rank % len(PREFIXES)]}{RUNS}"[:longest]


def test_no_cell_of_any_list_starts_a_formula(app: Flask, world: World, visitor: Visitor) -> None:
    columns = write_everywhere(prefixed)
    wrong: list[str] = []
    read = met = 0
    silent = []
    for rule in rules(app):
        for address in addresses_of(rule, world):
            held = 0
            for who in sorted(DOORS[rule.endpoint].who)[: many(1, len(EVERYBODY))]:
                someone = Visitor(app.test_client())
                enter(who, world, someone)
                answer = someone.client.get(address)
                cells = list(cells_of(answer))
                read, held = read + len(cells), held + sum(RUNS in each for each in cells)
                wrong += [f"{who} {address}: {each!r}" for each in cells if computes(each)]
            met += held
            silent += [] if held else [address]
    tell(f"{columns} columns, {read} cells, {met} of them with an attack; in none of: {', '.join(silent)}")  # fmt: skip
    assert wrong == []
    assert met > 100


def test_every_room_that_writes_a_spreadsheet_has_a_door_that_is_tried(
    app: Flask, world: World
) -> None:
    tried = {
        app.view_functions[rule.endpoint].__module__
        for rule in rules(app)
        if addresses_of(rule, world)
    }
    assert set(rooms_that_write()) - tried == set()
    assert not [rule.rule for rule in rules(app) if addresses_of(rule, world) and not DOORS[rule.endpoint].who]  # fmt: skip


def rooms_that_write() -> Iterator[str]:
    for path in (*CODE.glob("*/views/*.py"), *CODE.glob("*/views.py")):
        if WRITES_ONE.search(path.read_text()):
            yield ".".join(("intranet", *path.relative_to(CODE).with_suffix("").parts))


def addresses_of(rule: Rule, world: World) -> list[str]:
    """Of a door, in each form that a spreadsheet opens."""
    if "GET" not in (rule.methods or ()):
        return []
    offered = getattr(rule._converters.get("form"), "items", ())
    forms = [form for form in FORMS if form in offered]
    if not forms:
        return [address_of(rule, world)] if rule.rule.endswith(FORMS) else []
    sample = world.samples[DOORS[rule.endpoint].sample]
    found = [rule.build(sample | {"form": form}, append_unknown=False) for form in forms]
    return [each[1] for each in found if each]


def cells_of(answer: TestResponse) -> Iterator[str]:
    assert answer.status_code == 200, (answer.request.path, answer.status_code)
    if answer.mimetype == "text/csv":
        text = answer.get_data().decode("utf-8-sig")
        delimiter = ";" if ";" in text.partition("\n")[0] else ","
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield from line
        return
    for sheet in load_workbook(io.BytesIO(answer.get_data())).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
                if isinstance(cell.value, str):
                    yield cell.value


def computes(cell: str) -> bool:
    return starts_a_formula(cell) and not NUMBER.fullmatch(cell)
