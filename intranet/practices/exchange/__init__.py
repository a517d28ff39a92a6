"""Sheets in and out: one line of a spreadsheet, or one table of a Word document, by the same headers."""

from intranet.practices.exchange.columns import (
    COLUMNS,
    HEADERS,
    SIREN,
    STARTING,
    STRUCTURE,
    WHOSE,
    Known,
    cells_of,
    sheet_of,
)
from intranet.practices.exchange.documents import as_docx, cells_of_docx
from intranet.practices.exchange.planning import Plan, PlannedLine, plan_of
from intranet.practices.exchange.reading import LARGEST, Line, Read, read
from intranet.practices.exchange.writing import line_of, written

__all__ = [
    "COLUMNS",
    "HEADERS",
    "LARGEST",
    "SIREN",
    "STARTING",
    "STRUCTURE",
    "WHOSE",
    "Known",
    "Line",
    "Plan",
    "PlannedLine",
    "Read",
    "as_docx",
    "cells_of",
    "cells_of_docx",
    "line_of",
    "plan_of",
    "read",
    "sheet_of",
    "written",
]
