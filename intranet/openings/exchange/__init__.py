"""Openings in and out of files: pure codecs, without session or request.

A file is read into rows of words, by our columns or by those of the open data of Choisir le service
public; what they mean here, and what they would change, is for `actions.imports`.
"""

from intranet.openings.exchange.columns import COLUMNS, HEADERS, Column
from intranet.openings.exchange.reading import Line, Sheet, read
from intranet.openings.exchange.said import plain, said_again
from intranet.openings.exchange.values import Wrong, meant
from intranet.openings.exchange.writing import Exported, export, row_of, template

__all__ = [
    "COLUMNS",
    "HEADERS",
    "Column",
    "Exported",
    "Line",
    "Sheet",
    "Wrong",
    "export",
    "meant",
    "plain",
    "read",
    "row_of",
    "said_again",
    "template",
]
