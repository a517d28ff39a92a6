"""Bytes into rows of words: CSV, XLSX and JSON, read as hostile."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from intranet.competencies.exchange import Unreadable
from intranet.competencies.exchange.tables import Rows, enough, read_csv
from intranet.competencies.exchange.workbooks import read_xlsx
from intranet.kit.numbers import finite
from intranet.kit.texts import clean
from intranet.openings.exchange.columns import COLUMNS, KEYS, NEEDED, OF_CSP, bare
from intranet.openings.models import ImportFormat

LARGEST = 10 * 2**20  # bytes of a file
LONGEST = 20_000  # characters of a cell


@dataclass(frozen=True)
class Line:
    """One opening as the file tells it: its line, and what it says under each column."""

    number: int
    said: Mapping[str, str]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A file as read: `source` is where its references come from, where its columns tell."""

    lines: tuple[Line, ...]
    source: str = ""
    ignored: tuple[str, ...] = field(default=())


def read(kind: ImportFormat, body: bytes) -> Sheet:
    """What a file holds. Raises Unreadable, with a French sentence, for whatever is wrong with it."""
    if not body.strip():
        raise Unreadable("Ce fichier est vide.")
    if len(body) > LARGEST:
        raise Unreadable(f"Ce fichier dépasse {LARGEST // 2**20} Mo.")
    if kind is ImportFormat.JSON:
        return _of_json(body)
    if kind is ImportFormat.XLSX:
        rows, faults = read_xlsx(body)
        return _of_rows(rows, faults)
    if body.startswith(b"PK\x03\x04"):
        raise Unreadable(
            "Ce fichier est un classeur ou une archive, pas un CSV : choisissez le format XLSX."
        )
    return _of_rows(read_csv(body), {})


def _of_rows(rows: Rows, faults: Mapping[int, list[str]]) -> Sheet:
    (_, headers), *rest = rows
    _refuse_twice(headers)
    lines = []
    for number, cells in rest:
        if len(cells) > len(headers) and any(cell.strip() for cell in cells[len(headers) :]):
            more = ("plus de cellules que de colonnes : un séparateur est-il dans un texte ?",)
            lines.append(Line(number, _said(zip(headers, cells, strict=False)), more))
            continue
        said = _said(zip(headers, cells, strict=False))
        lines.append(Line(number, said, tuple(faults.get(number, ()))))
    return _sheet(headers, lines)


def _of_json(body: bytes) -> Sheet:
    try:
        told = json.loads(body.decode("utf-8-sig"), parse_float=finite, parse_constant=finite)
    except UnicodeDecodeError:
        raise Unreadable("Ce fichier JSON n’est pas en UTF-8.") from None
    except (ValueError, RecursionError):
        raise Unreadable("Ce fichier n’est pas du JSON lisible.") from None
    if isinstance(told, dict):
        told = told.get("items", told.get("offres"))
    if not isinstance(told, list):
        raise Unreadable("Donnez une liste d’offres, ou un objet qui la tient sous « items ».")
    enough(len(told))
    headers = dict[str, None]()
    lines = []
    for number, found in enumerate(told, 1):
        if not isinstance(found, dict):
            lines.append(Line(number, {}, ("ce n’est pas un objet JSON",)))
            continue
        headers |= dict.fromkeys(found)
        lines.append(Line(number, _said((name, _words(value)) for name, value in found.items())))
    if not lines:
        raise Unreadable("Cette liste est vide.")
    return _sheet(list(headers), lines)


def _words(value: Any) -> str:
    """A value of JSON as a cell says it; what is nested says nothing."""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(_words(each) for each in value if not isinstance(each, list))
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)[: LONGEST + 1]


def _said(cells: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What is said under the columns that we know; the first of two that mean the same."""
    said: dict[str, str] = {}
    for header, cell in cells:
        key = KEYS.get(bare(header))
        words = clean(cell.encode("utf-8", "ignore").decode())
        if key and words and key not in said:
            said[key] = words[: LONGEST + 1]
    return said


def _sheet(headers: list[str], lines: list[Line]) -> Sheet:
    known = {KEYS[bare(header)] for header in headers if bare(header) in KEYS}
    names = {column.key: column.header for column in COLUMNS}
    lacking = [names[key] for key in NEEDED if key not in known]
    if lacking:
        raise Unreadable(
            f"Il manque la colonne « {lacking[0]} » : c’est par elle qu’on s’y retrouve."
        )
    source = "csp" if OF_CSP in {bare(header) for header in headers} else ""
    ignored = [header[:60] for header in headers if header.strip() and bare(header) not in KEYS]
    return Sheet(tuple(lines), source, tuple(dict.fromkeys(ignored)))


def _refuse_twice(headers: list[str]) -> None:
    seen = [bare(header) for header in headers if header.strip()]
    twice = next((header for header in seen if seen.count(header) > 1), None)
    if twice:
        raise Unreadable(f"La colonne « {twice[:60]} » est là deux fois.")
