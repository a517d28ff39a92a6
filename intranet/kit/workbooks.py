"""Writing XLSX: sheets of numbers and texts, never a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_SHEET_NAME = 31  # characters
_UNNAMEABLE = re.compile(r"[\\*?:/\[\]]")  # what the format refuses in the name of a sheet
LONGEST_XLSX_CELL = 32_767  # what the format holds
INK, PAPER = "16302F", "FFFFFF"  # of the first line

Sheet = tuple[str, Sequence[int], Iterable[Sequence[str | int]]]


def write_xlsx(sheets: Iterable[Sheet], guarded: Callable[[str], str]) -> bytes:
    """A workbook: for each sheet its name, the widths of its columns, its rows (the first names them).

    `guarded` makes of a text what no spreadsheet takes for a formula.
    """
    from openpyxl import Workbook  # heavy: whoever writes no workbook does without
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for name, widths, rows in sheets:
        sheet = book.create_sheet(_UNNAMEABLE.sub(" ", name)[:LONGEST_SHEET_NAME])
        sheet.freeze_panes = "A2"
        for place, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        for rank, row in enumerate(rows):
            sheet.append([_drawn(sheet, value, guarded, is_head=rank == 0) for value in row])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@cache
def _looks() -> tuple[Any, Any, Any]:
    """Alignment of every cell; ink and paper of the first line."""
    from openpyxl.styles import Alignment, Font, PatternFill

    wrapped = Alignment(wrap_text=True, vertical="top")
    return wrapped, Font(bold=True, color=PAPER), PatternFill("solid", fgColor=INK)


def _drawn(sheet: Any, value: str | int, guarded: Callable[[str], str], *, is_head: bool) -> Any:
    """A cell that is a number or a text, and never a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell

    found = WriteOnlyCell(sheet)
    if isinstance(value, int):
        found.value = value
    else:
        found.value = guarded(ILLEGAL_CHARACTERS_RE.sub("", value))[:LONGEST_XLSX_CELL]
        found.data_type = "s"
    found.alignment, ink, paper = _looks()
    if is_head:
        found.font, found.fill = ink, paper
    return found
