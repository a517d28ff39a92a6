"""The XML of office documents: no entity of its own, no field that runs, no call to another machine."""

from __future__ import annotations

import re
from html import unescape

from intranet.kit.refusals import RefusedFile

ENTITIES = "Ce document définit des entités XML, ce qu’aucun logiciel de bureautique n’écrit : il est refusé."
OUTSIDE = "Ce document va chercher quelque chose sur une autre machine quand on l’ouvre : enregistrez-le sans modèle ni image liés, ou en PDF."
DDE = "Ce document appelle un autre programme (DDE) : retirez ce lien, ou enregistrez-le en PDF."
MACROS = "Ce document contient une macro : enregistrez-le sans macros, ou en PDF."
CARRIES = (
    "Ce document transporte un autre fichier : retirez l’objet incorporé, ou enregistrez-le en PDF."
)
BROKEN = "Ce document est abîmé : il ne s’ouvre pas. Enregistrez-le de nouveau."
LOCKED = "Ce document est protégé par un mot de passe, ou d’un format ancien : enregistrez-le sans protection, au format récent."
ENCODED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]{1,40})["']""")
PLAIN = frozenset({"utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252"})

_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r"""\b(Type|Target|TargetMode)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REMOTE = re.compile(r"\s*(?:(?!file:)[a-z][a-z0-9+.-]+:|file:(?://[^/]|/{2,}\\\\|/{4,})|\\\\|//)", re.IGNORECASE)  # fmt: skip
_WEB = re.compile(r"\s*(?:https?:|mailto:|tel:|ftps?:|file:|[^:]*$|[^:]*[#?/])", re.IGNORECASE)
_INSTRUCTION = re.compile(r"<w:instrText\b[^>]*>([^<]*)|\bw:instr\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_CALLS = re.compile(r"\bDDE(?:AUTO)?\b")
_FETCHES = re.compile(
    r"\bINCLUDE(?:PICTURE|TEXT)\s+[\"“”]?\s*(?:https?:|\\\\|//|file:)", re.IGNORECASE
)
_FORMULA = re.compile(r"<(?:\w+:)?f\b[^>]*>([^<]*\|[^<]*)<")
_QUOTED = re.compile(r'"[^"]*"')
_DDE_PARTS = re.compile(
    r"<(?:\w+:)?(?:ddeLink|oleLink|dde-source|dde-link|dde-connection-decls?)\b"
)
# What OpenDocument goes and fetches by itself; a link of a text is followed by people alone.
_FETCHED = re.compile(
    r"<(?:draw:(?:image|object|object-ole|plugin|floating-frame|applet)|text:section-source"
    r"|form:form|style:background-image|svg:font-face-uri|presentation:sound)\b[^>]*?"
    r"""\bxlink:href\s*=\s*(?:"([^"]*)"|'([^']*)')"""
)
_SCRIPTED = re.compile(r"vnd\.sun\.star\.(?:script|expand):|macro:/|<(?:script:event-listener|draw:applet)\b")  # fmt: skip
_ACTIVE = re.compile(r"<(?:\w+:)?script\b|\son\w+\s*=|javascript:", re.IGNORECASE)
_APPLIED = re.compile(r"application/vnd\.sun\.star\.oleobject")
_ENCRYPTED = re.compile(r"<manifest:encryption-data\b")


def decoded(xml: bytes) -> str:
    """The text of a part. Raises RefusedFile where one could read it in two ways."""
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        declared = ENCODED.match(xml.removeprefix(b"\xef\xbb\xbf").lstrip())
        encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
        if encoding not in PLAIN:
            raise RefusedFile(BROKEN)
    try:
        text = xml.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise RefusedFile(BROKEN) from None
    if "\x00" in text:
        raise RefusedFile(BROKEN)
    return text


def check(name: str, xml: str, *, is_open: bool) -> None:
    """Raises RefusedFile where a part, by its name in lower case, does more than be read."""
    is_drawing = name.endswith(".svg")  # kept as it was drawn, with the DOCTYPE that it had
    if "<!ENTITY" in xml or ("<!DOCTYPE" in xml and not is_drawing):
        raise RefusedFile(ENTITIES)
    if is_drawing and _ACTIVE.search(xml):
        raise RefusedFile(MACROS)
    if name.endswith(".rels"):
        for found in _RELATION.findall(xml):
            check_relation(found)
        return
    if _DDE_PARTS.search(xml):
        raise RefusedFile(DDE)
    if is_open:
        check_open(xml)
        return
    instructions = "".join(unescape("".join(found)) for found in _INSTRUCTION.findall(xml))
    if _CALLS.search(instructions):
        raise RefusedFile(DDE)
    if _FETCHES.search(instructions):
        raise RefusedFile(OUTSIDE)
    if any("|" in _QUOTED.sub("", unescape(formula)) for formula in _FORMULA.findall(xml)):
        raise RefusedFile(DDE)


def check_relation(written: str) -> None:
    """Links lead people where they say; nothing else leaves the document (ECMA-376, part 2, 9.3)."""
    said = {name: unescape(one or two) for name, one, two in _ATTRIBUTE.findall(written)}
    kind, target = said.get("Type", "").rpartition("/")[2], said.get("Target", "")
    if kind in {"vbaProject", "wordVbaData", "control", "activeXControlBinary", "xlMacrosheet"}:
        raise RefusedFile(MACROS)
    if kind in {"hyperlink", "externalLinkPath", "xlPathMissing"}:
        if not _WEB.match(target):
            raise RefusedFile(OUTSIDE)
    elif said.get("TargetMode", "").lower() == "external":
        if kind in {"oleObject", "frame", "subDocument"}:
            raise RefusedFile(CARRIES)
        if _REMOTE.match(target):
            raise RefusedFile(OUTSIDE)
    elif _REMOTE.match(target):
        raise RefusedFile(OUTSIDE)


def check_open(xml: str) -> None:
    """The parts of OpenDocument."""
    if _SCRIPTED.search(xml):
        raise RefusedFile(MACROS)
    if _APPLIED.search(xml):
        raise RefusedFile(CARRIES)
    if _ENCRYPTED.search(xml):
        raise RefusedFile(LOCKED)
    for one, two in _FETCHED.findall(xml):
        if _REMOTE.match(unescape(one or two)):
            raise RefusedFile(OUTSIDE)
