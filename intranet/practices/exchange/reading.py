"""Bytes into lines of cells: CSV, XLSX, JSON or a filled Word document, read as hostile."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from intranet.competencies.exchange import Unreadable
from intranet.competencies.exchange.tables import Rows, read_csv
from intranet.competencies.exchange.workbooks import read_xlsx
from intranet.kit.numbers import finite
from intranet.kit.texts import clean
from intranet.practices.exchange.columns import LONGEST_CELL, REFERENCE, WHOSE, header_of
from intranet.practices.exchange.documents import cells_of_docx

LARGEST = 5 * 2**20  # bytes
MOST_LINES = 2_000
NOT_OURS = "Ce fichier n’a aucune de nos colonnes : partez du modèle, ou d’un export de la liste."


@dataclass(frozen=True)
class Line:
    """One sheet as a file tells it: its line, and what it says under each header."""

    number: int
    cells: Mapping[str, str]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Read:
    """A file as read, and the headers that it has and we do not."""

    lines: tuple[Line, ...]
    ignored: tuple[str, ...] = field(default=())


def read(name: str, body: bytes, *, largest: int = LARGEST, most: int = MOST_LINES) -> Read:
    """What a file holds, by its ending. Raises Unreadable, with a French sentence."""
    if not body.strip():
        raise Unreadable("Ce fichier est vide.")
    if len(body) > largest:
        raise Unreadable(f"Ce fichier dépasse {largest // 2**20} Mo.")
    ending = name.lower().rpartition(".")[2]
    if ending == "docx":
        return Read((Line(1, cells_of_docx(body)),))
    if ending == "xlsx":
        return _of_rows(*read_xlsx(body), most)
    if ending == "json":
        return _of_rows(*_rows_of_json(body), most)
    if ending not in {"csv", "txt", "tsv"}:
        raise Unreadable("Formats acceptés : CSV, classeur XLSX, JSON, document Word (.docx).")
    if body.startswith(b"PK\x03\x04"):
        raise Unreadable("Ce fichier est un classeur ou une archive, pas un CSV.")
    return _of_rows(read_csv(body), {}, most)


def _rows_of_json(body: bytes) -> tuple[Rows, dict[int, list[str]]]:
    """The items of a list, or of {"items": […]}: each an object whose names are our headers; and
    the cells of ours that hold an object, which says nothing that a sheet could.
    """
    try:
        found = json.loads(body.decode("utf-8-sig"), parse_float=finite, parse_constant=finite)
    except (ValueError, RecursionError):
        raise Unreadable("Ce fichier n’est pas du JSON lisible, en UTF-8.") from None
    items = found.get("items") if isinstance(found, dict) else found
    if not isinstance(items, list) or not all(isinstance(each, dict) for each in items):
        raise Unreadable('Ce JSON n’est pas une liste de fiches : {"items": […]}.')
    names = list(dict.fromkeys(name for each in items for name in each))
    rows = [[_said(each.get(name)) for name in names] for each in items]
    faults = {
        number: [
            f"colonne « {header} » : écrivez un texte, ou une liste de textes"
            for name in names
            if (header := header_of(name)) and _holds_object(each.get(name))
        ]
        for number, each in enumerate(items, 1)
    }
    return [(0, names), *enumerate(rows, 1)], faults


def _holds_object(value: object) -> bool:
    found = value if isinstance(value, list) else [value]
    return any(isinstance(each, dict | list) for each in found)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return "\n".join(_said(each) for each in value)
    return "" if value is None else str(value)


def _of_rows(rows: Rows, faults: Mapping[int, list[str]], most: int) -> Read:
    (_, titles), *rest = rows
    headers = [header_of(title) for title in titles]
    known = [header for header in headers if header]
    if not set(known) - {REFERENCE, *WHOSE}:
        raise Unreadable(NOT_OURS)
    if twice := {header for header in known if known.count(header) > 1}:
        raise Unreadable(f"La colonne « {min(twice)} » est deux fois dans ce fichier.")
    if not rest:
        raise Unreadable("Ce fichier n’a que sa ligne de titres.")
    if len(rest) > most:
        raise Unreadable(f"{most} fiches au plus par fichier : partagez-le.")
    lines = []
    for number, cells in rest:
        wrong = list(faults.get(number, ()))
        if any(cell.strip() for cell in cells[len(titles) :]):
            wrong.append("plus de cellules que de colonnes : un séparateur est-il dans un texte ?")
        said = {}
        for header, cell in zip(headers, cells, strict=False):
            if len(cell) > LONGEST_CELL:
                wrong.append(f"colonne « {header} » : {LONGEST_CELL} signes au plus")
            if header:
                said[header] = clean(cell[:LONGEST_CELL].encode("utf-8", "ignore").decode())
        lines.append(Line(number, said, tuple(wrong)))
    ignored = tuple(
        clean(title)[:60]
        for title, header in zip(titles, headers, strict=True)
        if not header and title.strip()
    )
    return Read(tuple(lines), ignored)
