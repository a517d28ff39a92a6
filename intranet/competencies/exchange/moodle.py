"""Moodle's own CSV of a competency framework: fourteen columns, codes as the only identity."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from intranet.competencies.exchange.contents import (
    Bond,
    Brought,
    Entry,
    Line,
    Pointer,
    Unreadable,
    Whole,
)
from intranet.competencies.exchange.sheets import controls
from intranet.competencies.exchange.tables import Rows
from intranet.competencies.models import RELATED, ItemKind
from intranet.kit.texts import clean

PARENT, CODE, TITLE = "Parent ID number", "ID number", "Short name"
DESCRIPTION, FORMAT = "Description", "Description format"
SCALE, SCALE_SETTING = "Scale values", "Scale configuration"
RELATED_CODES, IS_FRAMEWORK, TAXONOMY = (
    "Cross-referenced competency ID numbers",
    "Is framework",
    "Taxonomy",
)
RULES = ("Rule type (optional)", "Rule outcome (optional)", "Rule config (optional)")
EXPORTED = "Exported ID (optional)"
HEADERS = (
    PARENT, CODE, TITLE, DESCRIPTION, FORMAT, SCALE, SCALE_SETTING, *RULES,
    RELATED_CODES, EXPORTED, IS_FRAMEWORK, TAXONOMY,
)  # fmt: skip
KEPT = (FORMAT, SCALE, SCALE_SETTING, *RULES, EXPORTED, TAXONOMY)  # what has no place with us
HTML = "1"
TAXONOMY_WORDS = {
    ItemKind.DOMAIN: "domain",
    ItemKind.MISSION: "practice",
    ItemKind.KNOW_HOW: "skill",
    ItemKind.KNOWLEDGE: "concept",
    ItemKind.ATTITUDE: "behaviour",
}
MOODLE_STOREYS = 4
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"(?i)<br\s*/?>|</p>\s*(?=<p)")


def read_moodle(rows: Rows) -> Brought:
    """The framework of a file that Moodle exported. Raises Unreadable."""
    (_, header), *body = rows
    if len([name for name in header if name.strip()]) != len(HEADERS):
        raise Unreadable(
            f"Un export de Moodle a {len(HEADERS)} colonnes : ce fichier en a {len([n for n in header if n.strip()])}."
        )
    lines: list[Line] = []
    bonds: list[Bond] = []
    document: dict[str, Any] = {}
    for number, cells in body:
        row = dict(zip(HEADERS, [*cells, *[""] * len(HEADERS)], strict=False))
        if row[IS_FRAMEWORK].strip() not in {"", "0"}:
            if document:
                raise Unreadable(f"Ligne {number} : un second référentiel dans le même fichier.")
            document = {"moodle": row}
            continue
        line = line_of(number, row, controls(cells))
        lines.append(line)
        bonds += bonds_of(line, row)
    if not lines:
        raise Unreadable("Ce fichier ne contient aucune compétence.")
    return Brought(tuple(lines), tuple(bonds), document or None, says_bonds=True)


def line_of(number: int, row: Mapping[str, str], faults: list[str]) -> Line:
    code, parent = clean(row[CODE]), clean(row[PARENT])
    if not code:
        faults.append("sans « ID number » : cette ligne ne se retrouverait pas une seconde fois")
    kept = {name: row[name] for name in KEPT if row[name] and (name, row[name]) != (FORMAT, HTML)}
    statement = text_of(row)
    if row[DESCRIPTION] != described(statement):
        kept[DESCRIPTION] = row[DESCRIPTION]
    return Line(
        number,
        None,
        code or None,
        Pointer(code=parent) if parent else None,
        {"code": code, "title": " ".join(clean(row[TITLE]).split()), "statement": statement},
        {
            "kind": ItemKind.KNOW_HOW if parent else ItemKind.DOMAIN,
            "is_assessable": bool(parent),
        },
        source={"moodle": kept} if kept else None,
        faults=tuple(faults),
    )


def bonds_of(line: Line, row: Mapping[str, str]) -> Iterator[Bond]:
    """The competencies that this one is related to; a comma inside a code is written %2C."""
    for typed in row[RELATED_CODES].split(","):
        code = clean(typed).replace("%2C", ",").replace("%2c", ",").replace("%25", "%")
        if code:
            yield Bond(
                line.number, None, RELATED, Pointer(code=line.code), Pointer(code=code),
                faults=() if line.code else ("sans « ID number »",),
            )  # fmt: skip


def text_of(row: Mapping[str, str]) -> str:
    """The description as plain text: Moodle keeps HTML."""
    text = row[DESCRIPTION]
    if row[FORMAT].strip() in {"", HTML}:
        text = html.unescape(_TAG.sub("", _BREAK.sub("\n", text)))
    return clean(text.replace("\u00a0", " ")) if "<" in row[DESCRIPTION] else clean(text)


def described(text: str) -> str:
    return html.escape(text, quote=False)


def rows_of_edition(whole: Whole) -> Iterator[Sequence[str]]:
    """The edition as Moodle imports it: the framework first, then a parent before what is under it."""
    header, codes = whole.header, {entry.uuid: code_of(entry) for entry in whole.entries}
    yield HEADERS
    yield (
        "", header.framework_slug, header.framework_title, described(header.notice), HTML,
        ",".join(step.label.replace(",", " ") for step in header.scale), scale_setting(whole),
        "", "", "", "", "", "1", taxonomy(whole),
    )  # fmt: skip
    related: dict[str, list[str]] = {}
    for tie in whole.ties:
        if tie.kind == RELATED and tie.target:
            related.setdefault(tie.origin, []).append(codes[tie.target])
    for entry in whole.entries:
        kept = entry.extras.get("moodle", {})
        description = kept.get(DESCRIPTION, "")
        if text_of({DESCRIPTION: description, FORMAT: kept.get(FORMAT, HTML)}) != entry.statement:
            description = described(entry.statement)
        row = {
            PARENT: codes.get(entry.parent or "", ""),
            CODE: code_of(entry),
            TITLE: entry.title,
            FORMAT: HTML,
            RELATED_CODES: ",".join(
                code.replace("%", "%25").replace(",", "%2C") for code in related.get(entry.uuid, [])
            ),
        }
        row |= {name: kept[name] for name in KEPT if name in kept} | {DESCRIPTION: description}
        yield [row.get(name, "") for name in HEADERS]


def code_of(entry: Entry) -> str:
    return entry.code or entry.uuid


def scale_setting(whole: Whole) -> str:
    """Which values Moodle takes for mastery: from level 2, one works without help."""
    steps = [
        {"id": place, "scaledefault": int(step.value == 2), "proficient": int(step.value >= 2)}
        for place, step in enumerate(whole.header.scale, 1)
    ]
    return json.dumps([{"scaleid": "0"}, *steps], separators=(",", ":"))


def taxonomy(whole: Whole) -> str:
    """What each storey is called: the kind most met there."""
    met: dict[int, dict[ItemKind, int]] = {}
    for entry, depth in whole.depths():
        storey = met.setdefault(depth, {})
        storey[entry.kind] = storey.get(entry.kind, 0) + 1
    words = [
        TAXONOMY_WORDS[max(met[depth], key=met[depth].__getitem__)]
        if depth in met
        else "competency"
        for depth in range(1, MOODLE_STOREYS + 1)
    ]
    return ",".join(words)
