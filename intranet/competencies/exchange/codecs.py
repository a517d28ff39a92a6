"""One door for the four formats: read bytes, write an edition, give the template."""

from __future__ import annotations

import json
from dataclasses import dataclass

from intranet.competencies.exchange import moodle, sheets
from intranet.competencies.exchange.case_read import read_case
from intranet.competencies.exchange.case_write import strict, verbatim
from intranet.competencies.exchange.contents import Brought, Unreadable, Whole
from intranet.competencies.exchange.tables import guarded, read_csv, write_csv
from intranet.competencies.exchange.workbooks import read_xlsx
from intranet.competencies.models import FileFormat
from intranet.kit.texts import slug
from intranet.kit.workbooks import MIMETYPE, write_xlsx

LARGEST = 20 * 2**20  # bytes of a file
JSON = "application/json; charset=utf-8"
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class Exported:
    """A file to give: its bytes, its type, its name."""

    body: bytes
    mime: str
    name: str


def read(kind: FileFormat, body: bytes) -> Brought:
    """What a file brings. Raises Unreadable, with a French sentence, for whatever is wrong with it."""
    if not body.strip():
        raise Unreadable("Ce fichier est vide.")
    if len(body) > LARGEST:
        raise Unreadable(f"Ce fichier dépasse {LARGEST // 2**20} Mo.")
    if kind is FileFormat.CASE:
        return read_case(body)
    if kind is FileFormat.XLSX:
        return sheets.read_sheet(*read_xlsx(body))
    if body.startswith(b"PK\x03\x04"):
        raise Unreadable(
            "Ce fichier est un classeur ou une archive, pas un CSV : choisissez le format XLSX."
        )
    rows = read_csv(body)
    return moodle.read_moodle(rows) if kind is FileFormat.MOODLE else sheets.read_sheet(rows)


def export(whole: Whole, kind: FileFormat, site: str, *, is_strict: bool = False) -> Exported:
    """An edition as a file. `is_strict` matters to CASE alone."""
    name = f"{slug(whole.header.framework_title, 60)}-{whole.header.number}"
    if kind is FileFormat.CASE:
        package = (strict if is_strict else verbatim)(whole, site)
        body = json.dumps(package, ensure_ascii=False).encode()
        return Exported(body, JSON, f"{name}.case.json")
    if kind is FileFormat.MOODLE:
        body = write_csv(moodle.rows_of_edition(whole), separator=",")
        return Exported(body.removeprefix(b"\xef\xbb\xbf"), CSV, f"{name}.moodle.csv")
    rows = list(sheets.rows_of_edition(whole))
    if kind is FileFormat.CSV:
        return Exported(write_csv(rows), CSV, f"{name}.csv")
    return Exported(workbook(rows), MIMETYPE, f"{name}.xlsx")


def echo(whole: Whole, kind: FileFormat, site: str) -> Brought | None:
    """How an edition itself reads in a format that keeps its source; None for the others."""
    if not whole.entries or kind not in {FileFormat.CASE, FileFormat.MOODLE}:
        return None
    body = export(whole, kind, site).body
    return read_case(body) if kind is FileFormat.CASE else moodle.read_moodle(read_csv(body))


def template(kind: FileFormat) -> Exported:
    """Our columns with two lines to replace: what a newcomer starts from."""
    rows = sheets.template_rows()
    if kind is FileFormat.XLSX:
        return Exported(workbook(rows), MIMETYPE, "modele-referentiel.xlsx")
    return Exported(write_csv(rows), CSV, "modele-referentiel.csv")


def workbook(rows: list[list[str]]) -> bytes:
    """The items on the first sheet, how to fill its columns on the second."""
    numbers = {sheets.HEADERS.index(name) for name in (sheets.DEPTH, sheets.LOW, sheets.HIGH)}
    typed = [
        [
            int(text) if place in numbers and text.isdecimal() else text
            for place, text in enumerate(row)
        ]
        for row in rows
    ]
    return write_xlsx(
        [("Référentiel", sheets.WIDTHS, typed), ("Mode d’emploi", (24, 110), sheets.HELP)], guarded
    )
