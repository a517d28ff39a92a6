"""What is wrong with a proposal: each rule of the tree, in one French sentence beside its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from intranet.competencies.changes.lines import named
from intranet.competencies.changes.present import DEEPEST, EDITABLE, Present
from intranet.competencies.models import (
    EXACT_MATCH,
    HIGHEST,
    LOWEST,
    PRECEDES,
    RELATED,
    RELATION_LABELS,
    ItemKind,
    Operation,
)
from intranet.kit.texts import plural

LONGEST_TITLE, LONGEST_CODE = 255, 80
LONGEST_STATEMENT, LONGEST_NOTES, LONGEST_LEVEL = 4_000, 8_000, 2_000
LONGEST_LIST, LONGEST_ENTRY = 30, 120
SHORTEST_RATIONALE = 20
MOST_PARTS = 6
CONFIRMED_BY = 2  # readers of a change of form that rewrites much
RELATABLE = {
    kind: RELATION_LABELS[kind] for kind in (PRECEDES, RELATED, EXACT_MATCH, "isPartOf", "isPeerOf")
}
MUTUAL = {RELATED, EXACT_MATCH, "isPeerOf"}
_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9.\-]*")
UNKNOWN = "Cette compétence n’est pas dans le texte actuel du référentiel."


class Gesture(StrEnum):
    """Whether a relation is drawn or taken away."""

    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True)
class Fault:
    """What is wrong, and the field of the form where it is."""

    field: str
    sentence: str


Payload = Mapping[str, Any]


def faults(
    operation: Operation, uuid: str | None, payload: Payload, present: Present
) -> list[Fault]:
    """Everything that forbids a proposal; nothing where it could be applied to the present text."""
    if operation is not Operation.ADD and (uuid is None or uuid not in present.items):
        return [Fault("", UNKNOWN)]
    return list(RULES[operation](uuid or "", payload, present))


def _edit(uuid: str, payload: Payload, present: Present) -> Iterator[Fault]:
    known = present.items[uuid]
    if all(known.get(name) == payload[name] for name in payload):
        yield Fault("title", "Rien n’est changé : modifiez au moins un champ.")
        return
    after = {name: payload.get(name, known[name]) for name in EDITABLE}
    yield from _words(payload, present, free={known["code"]})
    yield from _levels(after)
    if (after["kind"] == ItemKind.DOMAIN) != (known["parent"] == ""):
        yield Fault("kind", "Un domaine se tient à la racine, et lui seul.")


def _add(_uuid: str, payload: Payload, present: Present) -> Iterator[Fault]:
    yield from _words(payload, present)
    yield from _required(payload, "statement", "Écrivez l’énoncé : ce que la compétence recouvre.")
    yield from _levels(payload)
    yield from _place(payload["parent"], payload["kind"], 1, present)
    if payload["kind"] != ItemKind.DOMAIN:
        yield from _described(payload, payload["level_min"], payload["level_max"])


def _move(uuid: str, payload: Payload, present: Present) -> Iterator[Fault]:
    known, parent = present.items[uuid], payload["parent"]
    if parent == known["parent"] and payload["code"] == known["code"]:
        yield Fault("parent", "Elle est déjà à cette place : choisissez-en une autre.")
        return
    yield from _code(payload, present, free={known["code"]})
    if parent == uuid:
        yield Fault("parent", "Une compétence ne se range pas sous elle-même.")
    elif parent and uuid in present.above(parent):
        yield Fault(
            "parent",
            f"« {present.items[parent]['title']} » est sous cette compétence : elle ne peut pas la contenir.",
        )
    else:
        yield from _place(parent, known["kind"], present.height(uuid), present)


def _split(uuid: str, payload: Payload, present: Present) -> Iterator[Fault]:
    parts = payload["parts"]
    if not 2 <= len(parts) <= MOST_PARTS:
        yield Fault("parts", f"On scinde en deux compétences au moins, en {MOST_PARTS} au plus.")
    yield from _empty(uuid, present)
    known, taken = present.items[uuid], set[str]()
    for number, part in enumerate(parts):
        for fault in (
            *_words(part, present, free={known["code"]}),
            *_required(part, "statement", "Écrivez l’énoncé de cette compétence."),
            *_described(part, known["level_min"], known["level_max"]),
        ):
            yield Fault(f"parts-{number}-{fault.field}", fault.sentence)
        code = part["code"].casefold()
        if code and code in taken:
            yield Fault(f"parts-{number}-code", "Deux compétences ne peuvent pas porter ce code.")
        taken.add(code)


def _merge(uuid: str, payload: Payload, present: Present) -> Iterator[Fault]:
    others = payload["others"]
    kind = present.items[uuid]["kind"]
    if not others:
        yield Fault("others", "Choisissez au moins une autre compétence.")
    if uuid in others:
        yield Fault("others", "Une compétence ne se fusionne pas avec elle-même.")
    if len(set(others)) < len(others):
        yield Fault("others", "La même compétence est choisie deux fois.")
    known = [other for other in dict.fromkeys(others) if other in present.items and other != uuid]
    if not set(others) <= set(present.items):
        yield Fault("others", UNKNOWN)
    for other in known:
        if present.items[other]["kind"] != kind:
            yield Fault(
                "others",
                f"« {named(other, present)} » n’est pas de même nature : on ne fusionne que ce qui se ressemble.",
            )
    for each in (uuid, *known):
        yield from _empty(each, present)
    free = {present.items[each]["code"] for each in (uuid, *known)}
    yield from _words(payload, present, free=free)
    yield from _required(payload, "statement", "Écrivez l’énoncé de la compétence qui les réunit.")


def _retire(uuid: str, payload: Payload, present: Present) -> Iterator[Fault]:
    successor = payload.get("successor") or ""
    yield from _empty(uuid, present)
    if successor == uuid:
        yield Fault("successor", "Une compétence ne se remplace pas par elle-même.")
    elif successor and successor not in present.items:
        yield Fault("successor", UNKNOWN)


def _relate(uuid: str, payload: Payload, present: Present) -> Iterator[Fault]:
    kind, target = payload["relation"], payload["target"]
    if kind not in RELATABLE:
        yield Fault("relation", "Choisissez une relation parmi celles qui sont proposées.")
        return
    if target == uuid:
        yield Fault("target", "Une compétence ne se relie pas à elle-même.")
        return
    if target not in present.items:
        yield Fault("target", UNKNOWN if target else "Choisissez l’autre compétence.")
        return
    known = (kind, uuid, target) in present.relations or (
        kind in MUTUAL and (kind, target, uuid) in present.relations
    )
    if payload["gesture"] == Gesture.REMOVE:
        if not known:
            yield Fault("target", "Cette relation n’existe pas : il n’y a rien à retirer.")
    elif known:
        yield Fault("target", "Cette relation existe déjà.")
    elif kind == PRECEDES and present.leads(PRECEDES, target, uuid):
        yield Fault(
            "target",
            f"« {present.items[target]['title']} » précède déjà cette compétence : les relations tourneraient en rond.",
        )


def _reword(uuid: str, payload: Payload, present: Present) -> Iterator[Fault]:
    known, value, text = present.items[uuid], payload["value"], payload["text"]
    if value is None or not LOWEST <= value <= HIGHEST:
        yield Fault("value", f"Un niveau va de {LOWEST} à {HIGHEST}.")
    elif not known["level_min"] <= value <= known["level_max"]:
        yield Fault(
            "value",
            f"Cette compétence n’a que les niveaux {known['level_min']} à {known['level_max']}.",
        )
    elif text == known[f"level_{value}"]:
        yield Fault("text", "Rien n’est changé : ce niveau dit déjà cela.")
    yield from _required(payload, "text", "Écrivez ce que l’on fait à ce niveau.")
    yield from _longest(payload, "text", LONGEST_LEVEL)


RULES: dict[Operation, Callable[[str, Payload, Present], Iterator[Fault]]] = {
    Operation.EDIT: _edit,
    Operation.ADD: _add,
    Operation.MOVE: _move,
    Operation.SPLIT: _split,
    Operation.MERGE: _merge,
    Operation.RETIRE: _retire,
    Operation.RELATE: _relate,
    Operation.REWORD_LEVEL: _reword,
}


def _words(payload: Payload, present: Present, free: set[str] | None = None) -> Iterator[Fault]:
    """The texts of an item: whole or refused, never cut."""
    if "title" in payload:
        yield from _required(payload, "title", "Écrivez l’intitulé.")
        yield from _longest(payload, "title", LONGEST_TITLE)
    yield from _longest(payload, "statement", LONGEST_STATEMENT)
    yield from _longest(payload, "notes", LONGEST_NOTES)
    for name in ("synonyms", "keywords"):
        entries = payload.get(name, [])
        if len(entries) > LONGEST_LIST:
            yield Fault(name, f"{LONGEST_LIST} lignes au plus ; il y en a {len(entries)}.")
        if any(len(entry) > LONGEST_ENTRY for entry in entries):
            yield Fault(name, f"Chaque ligne tient en {LONGEST_ENTRY} signes.")
    if "kind" in payload and payload["kind"] not in set(ItemKind):
        yield Fault("kind", "Choisissez une nature parmi celles qui sont proposées.")
    if "code" in payload:
        yield from _code(payload, present, free or set())


def _code(payload: Payload, present: Present, free: set[str]) -> Iterator[Fault]:
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


def _levels(payload: Payload) -> Iterator[Fault]:
    low, high = payload["level_min"], payload["level_max"]
    sound = True
    for name, value in (("level_min", low), ("level_max", high)):
        if value is None or not LOWEST <= value <= HIGHEST:
            sound = False
            yield Fault(name, f"Un niveau va de {LOWEST} à {HIGHEST}.")
    if sound and low > high:
        yield Fault("level_max", "Le dernier niveau ne peut pas être sous le premier.")


def _described(payload: Payload, low: int | None, high: int | None) -> Iterator[Fault]:
    """An edition is published only where each level says what one does there."""
    for value in range(max(low or 0, 1), min(HIGHEST if high is None else high, HIGHEST) + 1):
        name = f"level_{value}"
        if not (payload.get(name) or "").strip():
            yield Fault(name, "Dites ce que l’on fait à ce niveau.")
        yield from _longest(payload, name, LONGEST_LEVEL)


def _place(parent: str, kind: str, height: int, present: Present) -> Iterator[Fault]:
    """Domains at the root, nothing else there, and four floors at most."""
    if not parent:
        if kind != ItemKind.DOMAIN:
            yield Fault("parent", "Seul un domaine se tient à la racine : choisissez où la ranger.")
    elif kind == ItemKind.DOMAIN:
        yield Fault("parent", "Un domaine reste à la racine du référentiel.")
    elif parent not in present.items:
        yield Fault("parent", UNKNOWN)
    elif present.depth(parent) + height > DEEPEST:
        yield Fault(
            "parent",
            f"L’arbre a {DEEPEST} étages au plus : rangée là, cette branche en ferait {present.depth(parent) + height}.",
        )


def _empty(uuid: str, present: Present) -> Iterator[Fault]:
    """What leaves the referential may not leave others without a place."""
    if held := len(present.children(uuid)):
        yield Fault(
            "",
            f"« {present.items[uuid]['title']} » contient encore {plural(held, 'élément')} : déplacez ou retirez d’abord ce qu’elle contient.",
        )


def _required(payload: Payload, name: str, sentence: str) -> Iterator[Fault]:
    if not payload[name].strip():
        yield Fault(name, sentence)


def _longest(payload: Payload, name: str, most: int) -> Iterator[Fault]:
    """Said with both figures, so that one knows how much to take away."""
    length = len(payload.get(name) or "")
    if length > most:
        yield Fault(
            name,
            f"Ce texte fait {length} signes, pour {most} au plus. Rien n’est coupé : abrégez-le.",
        )
