"""XLSX in. A workbook is a hostile archive until proved otherwise."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from intranet.competencies.exchange.contents import Unreadable
from intranet.competencies.exchange.tables import LONGEST_CELL, Rows, enough, unguarded
from intranet.kit import packages
from intranet.kit.refusals import RefusedFile

MOST_PARTS = 200  # files in the archive
MOST_UNPACKED = 60 * 2**20  # bytes, once unpacked
MOST_COLUMNS = 60
MOST_LINES = 100_000  # blank ones included
NO_WORKBOOK = "Ce fichier n’est pas un classeur XLSX : enregistrez-le depuis votre tableur au format « Classeur Excel (.xlsx) »."


def read_xlsx(body: bytes) -> tuple[Rows, dict[int, list[str]]]:
    """The rows of the first sheet that are not blank, and the faults of some. Raises Unreadable."""
    from openpyxl import load_workbook  # heavy: whoever reads no workbook does without

    inspect(body)
    try:
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=False, keep_links=False)
        try:
            return rows_of(book.worksheets[0])
        finally:
            book.close()
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001  a broken workbook fails in any way there is
        raise Unreadable(NO_WORKBOOK) from None


def inspect(body: bytes, ending: str = ".xlsx") -> None:
    """Refuse what unpacks to more than we would read, and what does more than be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unreadable(
                    "Ce classeur est démesuré une fois ouvert : gardez une seule feuille, sans image."
                )
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    refuse_entities(archive.read(part))
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
    ):
        raise Unreadable(NO_WORKBOOK) from None
    try:
        packages.check(body, ending)
    except RefusedFile as refused:
        raise Unreadable(str(refused)) from None


def refuse_entities(xml: bytes) -> None:
    """No spreadsheet writes a DOCTYPE, nor anything but UTF-8 : what does means harm."""
    head = xml[:200].lower()
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")) or b"utf-16" in head or b"utf-32" in head:
        raise Unreadable(NO_WORKBOOK)
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise Unreadable(
            "Ce classeur définit des entités XML, ce qu’aucun tableur n’écrit : il est refusé."
        )


def rows_of(sheet: Any) -> tuple[Rows, dict[int, list[str]]]:
    from openpyxl.utils import get_column_letter

    rows: Rows = []
    faults: dict[int, list[str]] = {}
    sheet.reset_dimensions()  # what the sheet says of its size is not to be believed
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        if number > MOST_LINES:
            raise Unreadable(f"Cette feuille a plus de {MOST_LINES} lignes, vides comprises.")
        texts = [written(found.value) for found in cells]
        if not any(text.strip() for text in texts):
            continue
        rows.append((number, texts))
        enough(len(rows))
        for place, found in enumerate(cells, 1):
            if found.data_type in {"f", "e"}:
                what = "une formule" if found.data_type == "f" else "une erreur de calcul"
                name = f"{get_column_letter(place)}{number}"
                faults.setdefault(number, []).append(
                    f"la cellule {name} contient {what} : collez sa valeur"
                )
    if not rows:
        raise Unreadable("La première feuille de ce classeur est vide.")
    return rows, faults


def written(value: object) -> str:
    """A cell as text: 3.0 is 3, true is oui."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return unguarded(str(value)[: LONGEST_CELL + 1])
