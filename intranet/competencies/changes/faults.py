"""What is wrong with a proposal: each rule of the tree, in one French sentence beside its field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum

from intranet.competencies.changes.lines import named
from intranet.competencies.changes.present import EDITABLE, Present
from intranet.competencies.changes.texts import (
    LONGEST_LEVEL,
    Fault,
    Payload,
    code_of,
    described,
    levels_of,
    longest,
    required,
    words_of,
)
from intranet.competencies.models import (
    DEEPEST,
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

SHORTEST_RATIONALE = 20
MOST_PARTS = 6
CONFIRMED_BY = 2  # readers of a change of form that rewrites much
RELATABLE = {
    kind: RELATION_LABELS[kind] for kind in (PRECEDES, RELATED, EXACT_MATCH, "isPartOf", "isPeerOf")
}
MUTUAL = {RELATED, EXACT_MATCH, "isPeerOf"}
UNKNOWN = "Cette compétence n’est pas dans le texte actuel du référentiel."


class Gesture(StrEnum):
    """Whether a relation is drawn or taken away."""

    ADD = "add"
    REMOVE = "remove"


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
    yield from words_of(payload, present, free={known["code"]})
    yield from levels_of(after)
    if (after["kind"] == ItemKind.DOMAIN) != (known["parent"] == ""):
        yield Fault("kind", "Un domaine se tient à la racine, et lui seul.")


def _add(_uuid: str, payload: Payload, present: Present) -> Iterator[Fault]:
    yield from words_of(payload, present)
    yield from required(payload, "statement", "Écrivez l’énoncé : ce que la compétence recouvre.")
    yield from levels_of(payload)
    yield from _place(payload["parent"], payload["kind"], 1, present)
    if payload["kind"] != ItemKind.DOMAIN:
        yield from described(payload, payload["level_min"], payload["level_max"])


def _move(uuid: str, payload: Payload, present: Present) -> Iterator[Fault]:
    known, parent = present.items[uuid], payload["parent"]
    if parent == known["parent"] and payload["code"] == known["code"]:
        yield Fault("parent", "Elle est déjà à cette place : choisissez-en une autre.")
        return
    yield from code_of(payload, present, free={known["code"]})
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
            *words_of(part, present, free={known["code"]}),
            *required(part, "statement", "Écrivez l’énoncé de cette compétence."),
            *described(part, known["level_min"], known["level_max"]),
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
    yield from words_of(payload, present, free=free)
    yield from required(payload, "statement", "Écrivez l’énoncé de la compétence qui les réunit.")


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
    yield from required(payload, "text", "Écrivez ce que l’on fait à ce niveau.")
    yield from longest(payload, "text", LONGEST_LEVEL)


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


def _place(parent: str, kind: str, height: int, present: Present) -> Iterator[Fault]:
    """Domains at the root, nothing else there, and four storeys at most."""
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
