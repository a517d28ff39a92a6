"""Office documents that people send: archives of XML, hostile until every part has been looked at.

Word, Excel and PowerPoint (ECMA-376, part 2) and OpenDocument (part 2): what runs, what calls
another machine, what unpacks without end and what carries another file is refused.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterator

from intranet.kit import office_xml
from intranet.kit.office_xml import BROKEN, CARRIES, LOCKED, MACROS
from intranet.kit.refusals import OTHER, RefusedFile

MOST_PARTS = 2_000  # files in the archive
MOST_UNPACKED = 120 * 2**20  # bytes, once unpacked
LARGEST_PART = 60 * 2**20
MOST_INFLATED = 200  # times: what a table of the same number over and over reaches, and no text
SMALL = 2**20  # bytes, below which inflating harms nobody
DEEPEST = 1  # a chart keeps its own workbook; nothing keeps one deeper
_OOXML = "application/vnd.openxmlformats-officedocument."
# What says, in each package, that it is what its ending says.
MAIN_PARTS = {
    ".docx": f"{_OOXML}wordprocessingml.document.main+xml",
    ".xlsx": f"{_OOXML}spreadsheetml.sheet.main+xml",
    ".pptx": f"{_OOXML}presentationml.presentation.main+xml",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
}
OPEN = frozenset({".odt", ".ods", ".odp"})
ARCHIVE = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HUGE = "Ce document est démesuré une fois ouvert : allégez-le, ou enregistrez-le en PDF."
TWISTED = "Les fichiers que contient ce document portent des noms trompeurs : il est refusé."
_RUNS = re.compile(
    r"(?:^|/)(?:vbaproject|vbadata|vbaprojectsignature)[^/]*$|(?:^|/)(?:activex|macrosheets|dialogsheets"
    r"|intlmacrosheets)/|^scripts/|^basic/.+/(?!script-lb|dialog-lb|script-lc)[^/]+\.xml$"
)
_CARRIED = re.compile(r"(?:^|/)oleobject[^/]*\.bin$|\.(?:exe|dll|js|vbs|jar|bat|cmd|scr|ps1|lnk|hta|zip|html?)$")  # fmt: skip
_NESTED = re.compile(r"(?:^|/)embeddings/[^/]+(\.docx|\.xlsx|\.pptx)$")
XML = (".xml", ".rels", ".rdf", ".vml", ".svg", ".xhtml", ".mml")


def check(body: bytes, ending: str, depth: int = 0) -> None:
    """Raises RefusedFile where it is no document of that ending, or does more than be read."""
    if body.startswith(OLD_OFFICE):
        raise RefusedFile(LOCKED)
    if not body.startswith(ARCHIVE):
        raise RefusedFile(OTHER)
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = archive.infolist()
            refuse_bombs(parts)
            refuse_twisted_names(parts)
            refuse_what_surrounds(body, archive)
            refuse_other_kinds(archive, ending)
            for part, kept in opened(archive, parts):
                look_at(part.filename, kept, ending, depth)
    except RefusedFile:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError,
            EOFError, ValueError, KeyError, MemoryError) as broken:  # fmt: skip
        raise RefusedFile(BROKEN) from broken


def refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    """By what the archive says of itself; what lies about it does not unpack."""
    sizes = [part.file_size for part in parts]
    if (
        len(parts) > MOST_PARTS
        or sum(sizes) > MOST_UNPACKED
        or max(sizes, default=0) > LARGEST_PART
    ):
        raise RefusedFile(HUGE)
    for part in parts:
        if part.file_size > SMALL and part.file_size > MOST_INFLATED * max(part.compress_size, 1):
            raise RefusedFile(HUGE)


def refuse_twisted_names(parts: list[zipfile.ZipInfo]) -> None:
    """Names that leave the folder, come twice, or are those of links; and parts that are locked."""
    seen = set()
    for part in parts:
        called = getattr(part, "orig_filename", part.filename)
        steps = called.rstrip("/").split("/")
        leaves = called.startswith("/") or ".." in steps or "\\" in called or ":" in called
        unseen = any(ord(sign) < 32 or 0x202A <= ord(sign) <= 0x202E for sign in called)
        is_link = stat.S_ISLNK(part.external_attr >> 16)
        if not called or leaves or unseen or is_link or called.lower() in seen:
            raise RefusedFile(TWISTED)
        seen.add(called.lower())
        if part.flag_bits & 0x1:
            raise RefusedFile(LOCKED)
        if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise RefusedFile(BROKEN)


def refuse_what_surrounds(body: bytes, archive: zipfile.ZipFile) -> None:
    """Nothing stands before the first part, nor behind the table that ends the archive."""
    first = min((part.header_offset for part in archive.infolist()), default=-1)
    end = body.rfind(b"PK\x05\x06")
    if first != 0 or end < 0 or end + 22 != len(body):
        raise RefusedFile(
            "Ce document cache autre chose avant ou après lui : enregistrez-le de nouveau."
        )


def refuse_other_kinds(archive: zipfile.ZipFile, ending: str) -> None:
    """The package says what it is: as an ODF by its first part, as Office by its table of types."""
    if ending in OPEN:
        first = archive.infolist()[0]
        said = archive.read(first) if first.file_size < 200 else b""
        is_it = first.filename == "mimetype" and said == MAIN_PARTS[ending].encode()
    else:
        known = {part.filename: part for part in archive.infolist()}
        types = known.get("[Content_Types].xml")
        if types is None or types.file_size > SMALL:
            raise RefusedFile(OTHER)
        said = archive.read(types)
        if b"macroEnabled" in said:
            raise RefusedFile(MACROS)
        is_it = MAIN_PARTS[ending].encode() in said
    if not is_it:
        raise RefusedFile(OTHER)


def opened(
    archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]
) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    """Each part with its bytes, verified: never more than it announced."""
    for part in parts:
        if not part.is_dir():
            yield part, archive.read(part)


def look_at(name: str, kept: bytes, ending: str, depth: int) -> None:
    """One part. Raises RefusedFile."""
    lower = name.lower()
    if _RUNS.search(lower):
        raise RefusedFile(MACROS)
    if nested := _NESTED.search(lower):
        if depth >= DEEPEST:
            raise RefusedFile(CARRIES)
        check(kept, nested[1], depth + 1)
    elif _CARRIED.search(lower) or kept.startswith((ARCHIVE, OLD_OFFICE, b"MZ", b"\x7fELF")):
        raise RefusedFile(CARRIES)
    elif lower.endswith(XML) or kept.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        office_xml.check(lower, office_xml.decoded(kept), is_open=ending in OPEN)
