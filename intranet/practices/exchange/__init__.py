"""Sheets in and out: one line of a spreadsheet, or one table of a Word document, by the same headers."""

from intranet.practices.exchange.columns import COLUMNS, HEADERS, Known, cells_of, sheet_of
from intranet.practices.exchange.documents import as_docx, cells_of_docx
from intranet.practices.exchange.planning import Plan, PlannedLine, plan_of
from intranet.practices.exchange.reading import LARGEST, Line, Read, read

__all__ = [
    "COLUMNS",
    "HEADERS",
    "LARGEST",
    "Known",
    "Line",
    "Plan",
    "PlannedLine",
    "Read",
    "as_docx",
    "cells_of",
    "cells_of_docx",
    "plan_of",
    "read",
    "sheet_of",
]
