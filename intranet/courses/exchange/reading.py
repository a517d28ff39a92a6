"""LHÉO from strangers: hostile until proved otherwise, refused with a sentence, read course by course."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from intranet.courses.exchange.found import FoundCourse, Unreadable
from intranet.courses.exchange.lheo import NAMESPACE, tag
from intranet.courses.exchange.parsing import course_of

MOST_BYTES = 10 * 2**20
MOST_COURSES = 2_000
ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
)
ENCODINGS = ("utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252")
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
SAFELY = {
    "resolve_entities": False, "no_network": True, "load_dtd": False, "dtd_validation": False,
    "huge_tree": False, "collect_ids": False, "remove_comments": True, "remove_pis": True,
}  # fmt: skip


def read(body: bytes) -> list[FoundCourse]:
    """Every course of a document, with what is wrong with each. Raises Unreadable."""
    refuse_what_is_no_document(body)
    found: list[FoundCourse] = []
    try:
        for element in _formations(body):
            if len(found) == MOST_COURSES:
                raise Unreadable(
                    f"Ce fichier compte plus de {MOST_COURSES} formations : partagez-le en plusieurs."
                )
            found.append(course_of(element))
    except etree.XMLSyntaxError as error:
        raise Unreadable(_in_words(error)) from None
    if not found:
        raise Unreadable("Ce fichier ne contient aucune formation.")
    return found


def _formations(body: bytes) -> Iterator[Any]:
    """Each formation as soon as it is whole; it is let go once read."""
    reading = etree.iterparse(io.BytesIO(body), events=("start", "end"), **SAFELY)
    _, root = next(reading)
    _refuse_other_language(root.tag)
    for event, element in reading:
        if event == "end" and element.tag == tag("formation"):
            yield element
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]


def refuse_what_is_no_document(body: bytes) -> None:
    """Before any XML is parsed: archives, other encodings, and documents that define entities."""
    if body.startswith(ARCHIVES):
        raise Unreadable("Ce fichier est une archive : décompressez-la, et envoyez le fichier XML.")
    if len(body) > MOST_BYTES:
        raise Unreadable(f"Ce fichier dépasse {MOST_BYTES // 2**20} Mo : partagez-le en plusieurs.")
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in body[:200]:
        raise Unreadable("Ce fichier est en UTF-16 : enregistrez-le en UTF-8.")
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"<"):
        raise Unreadable(
            "Ce fichier n’est pas du XML : choisissez l’export LHÉO de votre logiciel."
        )
    declared = _DECLARED.match(start)
    if declared and declared[1].decode("ascii").lower() not in ENCODINGS:
        raise Unreadable("L’encodage de ce fichier n’est pas lu ici : enregistrez-le en UTF-8.")
    if _prolog_has_a_doctype(start):
        raise Unreadable(
            "Ce fichier définit un DOCTYPE ou des entités XML, ce qu’aucun export LHÉO n’écrit : il est refusé."
        )


def _prolog_has_a_doctype(body: bytes) -> bool:
    """Before the root element, only declarations and comments: a DOCTYPE could not stand elsewhere."""
    here = 0
    while True:
        while body[here : here + 1].isspace():
            here += 1
        if body.startswith(b"<!--", here):
            end = body.find(b"-->", here)
        elif body.startswith(b"<?", here):
            end = body.find(b"?>", here)
        else:
            return body[here : here + 9].upper() == b"<!DOCTYPE"
        if end < 0:
            return False
        here = end + 3 if body.startswith(b"-->", end) else end + 2


def _refuse_other_language(name: str) -> None:
    if name == tag("lheo"):
        return
    namespace, _, local = name.rpartition("}")
    if local != "lheo":
        raise Unreadable(
            "Ce fichier XML n’est pas du LHÉO : son premier élément n’est pas « lheo »."
        )
    if not namespace:
        raise Unreadable(
            f'Ce fichier ne dit pas sa version de LHÉO : il y faut xmlns="{NAMESPACE}".'
        )
    known = re.search(r"/(\d[\d.]*)$", namespace)
    said = f"en LHÉO {known[1]}" if known else "dans un autre langage que LHÉO 2.3"
    raise Unreadable(f"Ce fichier est {said} : seule la version 2.3 est lue ici.")


def _in_words(error: etree.XMLSyntaxError) -> str:
    line, said = error.lineno or 1, str(error.msg or "").lower()
    if "depth" in said:
        return f"Ligne {line} : les éléments sont imbriqués trop profondément pour être du LHÉO."
    if "encod" in said or "utf-8" in said:
        return f"Ligne {line} : des caractères ne sont pas dans l’encodage que le fichier annonce. Enregistrez-le en UTF-8."
    if "huge" in said or "too long" in said or "limit" in said:
        return f"Ligne {line} : un texte est démesuré pour être du LHÉO."
    return f"Ligne {line} : le fichier n’est pas du XML bien formé. Exportez-le de nouveau."
