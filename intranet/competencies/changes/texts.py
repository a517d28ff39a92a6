"""The texts of an item: whole or refused, never cut; its code, its levels, each in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from intranet.competencies.changes.present import Present
from intranet.competencies.models import HIGHEST, LOWEST, ItemKind

LONGEST_TITLE, LONGEST_CODE = 255, 80
LONGEST_STATEMENT, LONGEST_NOTES, LONGEST_LEVEL = 4_000, 8_000, 2_000
LONGEST_LIST, LONGEST_ENTRY = 30, 120
_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9.\-]*")

Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """What is wrong, and the field of the form where it is."""

    field: str
    sentence: str


def words_of(payload: Payload, present: Present, free: set[str] | None = None) -> Iterator[Fault]:
    """The texts of an item: whole or refused, never cut."""
    if "title" in payload:
        yield from required(payload, "title", "Écrivez l’intitulé.")
        yield from longest(payload, "title", LONGEST_TITLE)
    yield from longest(payload, "statement", LONGEST_STATEMENT)
    yield from longest(payload, "notes", LONGEST_NOTES)
    for name in ("synonyms", "keywords"):
        entries = payload.get(name, [])
        if len(entries) > LONGEST_LIST:
            yield Fault(name, f"{LONGEST_LIST} lignes au plus ; il y en a {len(entries)}.")
        if any(len(entry) > LONGEST_ENTRY for entry in entries):
            yield Fault(name, f"Chaque ligne tient en {LONGEST_ENTRY} signes.")
    if "kind" in payload and payload["kind"] not in set(ItemKind):
        yield Fault("kind", "Choisissez une nature parmi celles qui sont proposées.")
    if "code" in payload:
        yield from code_of(payload, present, free or set())


def code_of(payload: Payload, present: Present, free: set[str]) -> Iterator[Fault]:
    code = payload["code"]
    if code in free:
        return
    if not code:
        yield Fault("code", "Donnez un code, comme D3.4.")
    elif len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
        yield Fault(
            "code",
            f"Un code se compose de lettres, de chiffres, de points et de tirets, avec un chiffre au moins, en {LONGEST_CODE} signes au plus.",
        )
    elif (bearer := present.bearing(code)) and present.items[bearer]["code"] not in free:
        yield Fault("code", f"Ce code est déjà celui de « {present.items[bearer]['title']} ».")


def levels_of(payload: Payload) -> Iterator[Fault]:
    low, high = payload["level_min"], payload["level_max"]
    sound = True
    for name, value in (("level_min", low), ("level_max", high)):
        if value is None or not LOWEST <= value <= HIGHEST:
            sound = False
            yield Fault(name, f"Un niveau va de {LOWEST} à {HIGHEST}.")
    if sound and low > high:
        yield Fault("level_max", "Le dernier niveau ne peut pas être sous le premier.")


def described(payload: Payload, low: int | None, high: int | None) -> Iterator[Fault]:
    """An edition is published only where each level says what one does there."""
    for value in range(max(low or 0, 1), min(HIGHEST if high is None else high, HIGHEST) + 1):
        name = f"level_{value}"
        if not (payload.get(name) or "").strip():
            yield Fault(name, "Dites ce que l’on fait à ce niveau.")
        yield from longest(payload, name, LONGEST_LEVEL)


def required(payload: Payload, name: str, sentence: str) -> Iterator[Fault]:
    if not payload[name].strip():
        yield Fault(name, sentence)


def longest(payload: Payload, name: str, most: int) -> Iterator[Fault]:
    """Said with both figures, so that one knows how much to take away."""
    length = len(payload.get(name) or "")
    if length > most:
        yield Fault(
            name,
            f"Ce texte fait {length} signes, pour {most} au plus. Rien n’est coupé : abrégez-le.",
        )
