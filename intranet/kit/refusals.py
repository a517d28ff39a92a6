"""What every check of a file shares: how it refuses, and what no file may hold whatever its kind."""

from __future__ import annotations

import io
import re
import zipfile

LARGEST = 5 * 2**20  # bytes
# What makes a browser that guesses show a page; sniffers read the first kilobyte (mimesniff, 7.1).
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|object|embed|svg|form|base|meta|style|link)\b",
    re.IGNORECASE,
)
OTHER = "Le contenu de ce fichier ne correspond pas à son nom."
GUESSED_FROM = 1_024  # bytes


class RefusedFile(Exception):
    """The file is not one that we keep; the message says why, in French."""


def holds_markup(bytes_read: bytes) -> bool:
    """Whether these bytes would be taken for a page of the web."""
    return _MARKUP.search(bytes_read) is not None


def refuse_two_kinds_in_one(body: bytes, *, is_archive: bool) -> None:
    """A file that another program would read as something else: a page, or an archive."""
    if holds_markup(body[:GUESSED_FROM]):
        raise RefusedFile("Ce fichier contient aussi une page web : il est refusé.")
    if not is_archive and zipfile.is_zipfile(io.BytesIO(body)):
        raise RefusedFile("Ce fichier est aussi une archive : il est refusé.")
