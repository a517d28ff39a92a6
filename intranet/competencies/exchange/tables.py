"""Rows of cells from CSV bytes, and CSV bytes from rows: whatever French spreadsheets write."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from intranet.competencies.exchange.contents import MOST_ROWS, Unreadable
from intranet.kit.exports import FORMULA, cell

Rows = list[tuple[int, list[str]]]  # the number of the line in the file, and its cells

LONGEST_CELL = 100_000
SEPARATORS = ";,\t"


def read_csv(body: bytes) -> Rows:
    """The rows of a CSV file that are not blank. Raises Unreadable."""
    text = decoded(body)
    if "\x00" in text:
        raise Unreadable("Ce fichier contient des caractères nuls : ce n’est pas un fichier CSV.")
    header = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    csv.field_size_limit(LONGEST_CELL)
    rows: Rows = []
    before = 0
    try:
        for cells in reader:
            if any(found.strip() for found in cells):
                rows.append((before + 1, [unguarded(found) for found in cells]))
                enough(len(rows))
            before = reader.line_num
    except csv.Error as error:
        raise Unreadable(
            f"Ce fichier n’est pas un CSV lisible, à partir de la ligne {before + 1} : {worded(error)}"
        ) from None
    if not rows:
        raise Unreadable("Ce fichier est vide.")
    return rows


def decoded(body: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark, else what old Excel writes."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        "Les caractères de ce fichier ne se lisent pas : enregistrez-le en « CSV UTF-8 »."
    )


def enough(rows: int) -> None:
    if rows > MOST_ROWS:
        raise Unreadable(f"Ce fichier a plus de {MOST_ROWS} lignes : partagez-le en plusieurs.")


def worded(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"une cellule dépasse {LONGEST_CELL} caractères."
    return "un guillemet est ouvert et n’est pas refermé comme il faut."


def write_csv(rows: Iterable[Sequence[str]], separator: str = ";") -> bytes:
    """UTF-8 with its mark, CRLF; no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    for row in rows:
        writer.writerow([guarded(value) for value in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def guarded(text: str) -> str:
    """The cell with an apostrophe where a spreadsheet would run it; `unguarded` gives it back."""
    runs = text.lstrip("'").lstrip().startswith(FORMULA)
    return f"'{text}" if runs and (text.startswith("'") or cell(text) != text) else text


def unguarded(text: str) -> str:
    """What a guarded cell says."""
    runs = text.lstrip("'").lstrip().startswith(FORMULA)
    return text[1:] if runs and text.startswith("'") else text
