"""Files that people send: their name, their kind and their bytes, read before any is kept.

Nothing said by the sender is believed: the type we serve is the one of the ending, once the bytes
are shown to be of it. What a file would do by itself (a macro, a script, a call to another machine)
is refused, with a sentence that says how to send it otherwise (docs/decisions/0035).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from werkzeug.datastructures import FileStorage

from intranet.kit import images, packages
from intranet.kit.refusals import LARGEST, OTHER, RefusedFile, refuse_two_kinds_in_one
from intranet.kit.texts import clean

LONGEST_NAME = 255  # what file systems hold
LONGEST_SHOWN = 120
MOST_PAGES = 2_000
# What a file may be: its ending, and the type it is served with.
KINDS = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
# Types that no browser gives to a document: whoever announces one wants it to run.
LIES = frozenset(
    {
        "text/html", "application/xhtml+xml", "image/svg+xml", "text/javascript",
        "application/javascript", "application/x-msdownload", "application/x-httpd-php",
        "application/x-sh", "application/hta",
    }
)  # fmt: skip
# Endings that run; before another one, they deceive whoever does not see the last.
RUNS = frozenset(
    [
        ".exe",
        ".bat",
        ".cmd",
        ".scr",
        ".pif",
        ".cpl",
        ".dll",
        ".msi",
        ".lnk",
        ".jar",
        ".hta",
        ".vbs",
        ".vbe",
        ".jse",
        ".wsf",
        ".ps1",
        ".reg",
        ".sh",
        ".cgi",
        ".htm",
        ".html",
        ".xhtml",
        ".shtml",
        ".mhtml",
        ".svg",
        ".php",
        ".phtml",
        ".phar",
        ".jsp",
        ".asp",
        ".aspx",
    ]
)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class Incoming:
    """A file that may be kept: how it is called, the type it is served with, its bytes."""

    name: str
    mime: str
    body: bytes


def received(
    sent: FileStorage, *, only: Collection[str] = KINDS, most_pages: int = MOST_PAGES
) -> Incoming:
    """What was sent, once read. Raises RefusedFile, with a sentence in French."""
    name = name_of(sent)
    ending = PurePosixPath(name).suffix.lower()
    if ending not in only:
        raise RefusedFile(
            "Seul le format PDF est accepté."
            if tuple(only) == (".pdf",)
            else "Formats acceptés : PDF, Word, Excel, PowerPoint, OpenDocument, PNG et JPEG."
        )
    body = sent.stream.read(LARGEST + 1)
    if not body:
        raise RefusedFile("Ce fichier est vide.")
    if len(body) > LARGEST:
        raise RefusedFile("Ce fichier dépasse 5 Mo.")
    if (sent.mimetype or "").lower() in LIES:
        raise RefusedFile(OTHER)
    if KINDS[ending] == "image/jpeg":
        body = images.without_place(body)
    check(ending, body, most_pages)
    return Incoming(name, KINDS[ending], body)


def check(ending: str, body: bytes, most_pages: int = MOST_PAGES) -> None:
    """Raises RefusedFile where these bytes are not only a document of that ending."""
    if ending == ".pdf":
        from intranet.kit import pdfs  # heavy: whoever reads no PDF does without

        pdfs.check(body, most_pages)
    elif ending in packages.MAIN_PARTS:
        packages.check(body, ending)
    else:
        images.check(body, ending)
    refuse_two_kinds_in_one(body, is_archive=ending in packages.MAIN_PARTS)


def name_of(sent: FileStorage) -> str:
    """How the file was called: its last part, shortened in the middle. Raises RefusedFile."""
    called = (sent.filename or "").replace("\\", "/")
    if len(called) > LONGEST_NAME:
        raise RefusedFile("Le nom de ce fichier est trop long : renommez-le, puis envoyez-le.")
    parts = called.split("/")
    if _UNSEEN.search(called) or ".." in parts:
        raise RefusedFile("Le nom de ce fichier contient des signes invisibles ou un chemin.")
    path = PurePosixPath(clean(unicodedata.normalize("NFC", parts[-1])))
    if RUNS & {suffix.strip().lower() for suffix in path.suffixes[:-1]}:
        raise RefusedFile("Ce fichier porte deux extensions : renommez-le avec la sienne seule.")
    room = LONGEST_SHOWN - len(path.suffix)
    return path.name if len(path.name) <= LONGEST_SHOWN else f"{path.stem[:room]}{path.suffix}"


def plain_name(sent: FileStorage) -> str:
    """How a refused file is called in the sentence that says why."""
    last = (sent.filename or "").replace("\\", "/").rpartition("/")[2]
    return clean(_UNSEEN.sub("", last))[:LONGEST_SHOWN]
