"""PDFs that strangers send: read before they are kept, refused where they do more than be read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject

from intranet.kit.refusals import OTHER, RefusedFile, holds_markup

# Of a short PDF, all that is walked through: one that holds more hides something.
MOST_OBJECTS = 20_000
A_PAGE_MORE = 2_000  # objects that each page beyond the first ones may bring
MOST_OF_ALL = 300_000
ACTS = frozenset(
    {
        "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/GoToR", "/GoToE",
        "/GoTo3DView", "/RichMediaExecute", "/Movie", "/Sound",
    }
)  # fmt: skip
PLAYS = frozenset({"/RichMedia", "/3D", "/Movie", "/Screen", "/Sound"})
BY_ITSELF = ("/OpenAction", "/AA")  # done when the file opens, or when one passes by
HARMLESS = frozenset({"/GoTo", "/Named"})
AGAIN = "Enregistrez-le de nouveau en PDF depuis votre traitement de texte."
PROGRAM = f"Ce PDF contient un programme. {AGAIN}"
CARRIES = f"Ce PDF transporte un autre fichier. {AGAIN}"
LOST = f"Ce PDF est abîmé : il ne s’ouvre pas. {AGAIN}"
_LINK = re.compile(
    r"\s*(?!(?:https?|mailto|tel|ftps?):)[a-z][a-z0-9+.-]*:|\s*(?:\\\\|//)", re.IGNORECASE
)
_STREAM = re.compile(rb"\bstream\r?\n.*?\bendstream\b", re.DOTALL)
_HEX = re.compile(rb"#([0-9a-fA-F]{2})")
_HIDDEN = re.compile(
    rb"/S\s*/(?:JavaScript|Launch|SubmitForm|ImportData)\b|/JS\s*[(<\d]|/Type\s*/EmbeddedFile\b"
)


def check(body: bytes, most_pages: int) -> None:
    """Raises RefusedFile where the PDF is locked, broken, too long, or acts by itself."""
    if not body.startswith(b"%PDF-"):
        raise RefusedFile(OTHER)
    end = body.rfind(b"%%EOF")
    if end < 0 or end < len(body) - 2048:
        raise RefusedFile(f"Ce PDF est incomplet. {AGAIN}")
    if body[end + 5 :].strip(b"\x00\r\n\t\x1a "):
        raise RefusedFile(f"Ce PDF cache autre chose après sa fin. {AGAIN}")
    try:
        read(body, most_pages)
    except RefusedFile:
        raise
    # pypdf meets hostile bytes: whatever it stumbles over, the file is not one that can be read.
    except (PyPdfError, ValueError, TypeError, LookupError, AttributeError, RecursionError,
            ArithmeticError, AssertionError, NotImplementedError, OSError, MemoryError) as broken:  # fmt: skip
        raise RefusedFile(LOST) from broken
    refuse_what_another_reader_would_find(body)


def read(body: bytes, most_pages: int) -> None:
    """All of it, as a reader would."""
    reader = PdfReader(io.BytesIO(body), strict=False)
    if reader.is_encrypted:
        raise RefusedFile("Ce PDF est protégé par un mot de passe : envoyez-le sans protection.")
    pages = len(reader.pages)
    if not 1 <= pages <= most_pages:
        told = f"{pages} pages : {most_pages} au plus" if pages else "aucune page"
        raise RefusedFile(f"Ce PDF a {told}.")
    most = min(MOST_OBJECTS + A_PAGE_MORE * max(0, pages - 20), MOST_OF_ALL)
    for found in walk(reader.trailer["/Root"], most):
        refuse_what_acts(found)


def refuse_what_acts(found: DictionaryObject) -> None:
    if found.get("/S") in ACTS or "/JavaScript" in found or "/JS" in found:
        raise RefusedFile(PROGRAM)
    if "/EmbeddedFiles" in found or "/EF" in found or found.get("/Subtype") == "/FileAttachment":
        raise RefusedFile(CARRIES)
    if "/XFA" in found:
        raise RefusedFile(f"Ce PDF est un formulaire dynamique (XFA). {AGAIN}")
    if found.get("/Subtype") in PLAYS:
        raise RefusedFile(f"Ce PDF contient un son, un film ou une scène animée. {AGAIN}")
    if found.get("/S") == "/URI" and _LINK.match(str(found.get("/URI", ""))):
        raise RefusedFile(f"Ce PDF contient un lien qui n’est pas une adresse du web. {AGAIN}")
    for name in BY_ITSELF:
        if name in found and not is_harmless(found[name]):
            raise RefusedFile(PROGRAM)


def is_harmless(done: Any) -> bool:
    """Whether what is done without being asked only turns the page."""
    known = done.get_object() if hasattr(done, "get_object") else done
    if not isinstance(known, DictionaryObject):
        return True  # the place of a page
    if "/S" in known:
        return str(known["/S"]) in HARMLESS and (
            "/Next" not in known or is_harmless(known["/Next"])
        )
    return all(is_harmless(each) for each in known.values())


def refuse_what_another_reader_would_find(body: bytes) -> None:
    """Objects that no table names: readers that repair files find them, as they find a page of the web."""
    written = _HEX.sub(lambda found: bytes([int(found[1], 16)]), _STREAM.sub(b"", body))
    if holds_markup(written):
        raise RefusedFile("Ce PDF contient aussi une page web : il est refusé.")
    if _HIDDEN.search(written):
        raise RefusedFile(PROGRAM)


def walk(root: Any, most: int) -> Iterator[DictionaryObject]:
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
        if len(seen) + len(waiting) > most:
            raise RefusedFile(f"Ce PDF est trop compliqué pour être vérifié. {AGAIN}")
        if isinstance(known, DictionaryObject):
            yield known
            waiting.extend(dict.values(known))
        elif isinstance(known, ArrayObject):
            waiting.extend(list.__iter__(known))
