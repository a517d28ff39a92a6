"""PDFs that strangers send: read before they are kept, refused where they do more than be read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject
from werkzeug.datastructures import FileStorage

from intranet.kit import files
from intranet.kit.files import LARGEST, Attachment, RefusedFile

MOST_PAGES = 20
MOST_OBJECTS = 20_000  # of all that is walked through: a file that holds more hides something
ACTS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition"})
AGAIN = "Enregistrez-le de nouveau en PDF depuis votre traitement de texte."


def keep_pdf(sent: FileStorage) -> Attachment:
    """Keep a PDF that may be read without fear. Raises RefusedFile, with a sentence in French."""
    if PurePath(sent.filename or "").suffix.lower() != ".pdf":
        raise RefusedFile("Seul le format PDF est accepté.")
    body = sent.stream.read(LARGEST + 1)
    sent.stream.seek(0)
    if 0 < len(body) <= LARGEST:  # the sentences about size and emptiness are those of any file
        check(body)
    return files.keep(sent)


def check(body: bytes) -> None:
    """Raises RefusedFile where the PDF is locked, broken, too long, or acts by itself."""
    if not body.startswith(b"%PDF-"):
        raise RefusedFile("Le contenu de ce fichier n’est pas celui d’un PDF.")
    if b"%%EOF" not in body[-2048:]:
        raise RefusedFile(f"Ce PDF est incomplet. {AGAIN}")
    try:
        read(body)
    except RefusedFile:
        raise
    # pypdf meets hostile bytes: whatever it stumbles over, the file is not one that can be read.
    except (PyPdfError, ValueError, TypeError, LookupError, AttributeError, RecursionError,
            ArithmeticError, AssertionError, NotImplementedError) as broken:  # fmt: skip
        raise RefusedFile(f"Ce PDF est abîmé : il ne s’ouvre pas. {AGAIN}") from broken


def read(body: bytes) -> None:
    """All of it, as a reader would."""
    reader = PdfReader(io.BytesIO(body), strict=False)
    if reader.is_encrypted:
        raise RefusedFile("Ce PDF est protégé par un mot de passe : envoyez-le sans protection.")
    pages = len(reader.pages)
    if not 1 <= pages <= MOST_PAGES:
        told = f"{pages} pages : {MOST_PAGES} au plus" if pages else "aucune page"
        raise RefusedFile(f"Ce PDF a {told}.")
    for found in walk(reader.trailer["/Root"]):
        refuse_what_acts(found)


def refuse_what_acts(found: DictionaryObject) -> None:
    if found.get("/S") in ACTS or "/JavaScript" in found or "/JS" in found:
        raise RefusedFile(f"Ce PDF contient un programme. {AGAIN}")
    if "/EmbeddedFiles" in found or "/EF" in found or found.get("/Subtype") == "/FileAttachment":
        raise RefusedFile(f"Ce PDF transporte un autre fichier. {AGAIN}")


def walk(root: Any) -> Iterator[DictionaryObject]:
    """Every dictionary that can be reached from there, each once, however deep."""
    waiting, seen = [root], set()
    while waiting:
        found = waiting.pop()
        key = getattr(found, "idnum", None)
        if key is not None:
            if key in seen:
                continue
            seen.add(key)
        known = found.get_object() if hasattr(found, "get_object") else found
        if len(seen) + len(waiting) > MOST_OBJECTS:
            raise RefusedFile(f"Ce PDF est trop compliqué pour être vérifié. {AGAIN}")
        if isinstance(known, DictionaryObject):
            yield known
            waiting.extend(dict.values(known))
        elif isinstance(known, ArrayObject):
            waiting.extend(list.__iter__(known))
