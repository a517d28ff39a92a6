"""A proposal read field by field: before, after, with the words that went and those that came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from intranet.competencies.changes.present import Facts, Present
from intranet.competencies.changes.wording import ALIKE, Piece, marked, ratio
from intranet.competencies.models import (
    HIGHEST,
    KIND_LABELS,
    LOWEST,
    RELATION_LABELS,
    ItemKind,
    Operation,
)

LEVEL_FIELDS = {f"level_{value}": f"Niveau {value}" for value in range(LOWEST, HIGHEST + 1)}
FIELD_LABELS = {
    "title": "Intitulé",
    "statement": "Énoncé",
    "notes": "Notes",
    "code": "Code",
    "kind": "Nature",
    "parent": "Rattachée à",
    "synonyms": "Synonymes",
    "keywords": "Mots-clés",
    "level_min": "Premier niveau",
    "level_max": "Dernier niveau",
    **LEVEL_FIELDS,
}
FORMAL_FIELDS = {"title", "statement", "notes", "synonyms", "keywords", *LEVEL_FIELDS}


@dataclass(frozen=True)
class Line:
    """One field of a proposal; what is wholly new has no before, what leaves has no after."""

    field: str
    label: str
    before: str
    after: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return marked(self.before, self.after)


def shown(name: str, value: Any, present: Present) -> str:
    """The value of a field, in words."""
    if name == "kind":
        return KIND_LABELS[ItemKind(value)] if value in set(ItemKind) else str(value)
    if name == "parent":
        return named(value, present) if value else "La racine du référentiel"
    if isinstance(value, list):
        return "\n".join(value)
    return "" if value is None else str(value)


def named(uuid: str, present: Present, base: Mapping[str, Facts] | None = None) -> str:
    """« D1.1 Diagnostiquer le tissu économique », whether it is still there or was only read."""
    facts = present.items.get(uuid) or (base or {}).get(uuid)
    return f"{facts['code']} {facts['title']}" if facts else "une compétence inconnue"


def lines(
    operation: Operation,
    uuid: str | None,
    payload: Mapping[str, Any],
    base: Mapping[str, Facts],
    present: Present,
) -> list[Line]:
    """What a proposal changes, in the order in which it is read."""
    read: Facts = base.get(uuid or "", {})
    if operation in {Operation.EDIT, Operation.MOVE, Operation.REWORD_LEVEL}:
        asked = dict(payload)
        if operation is Operation.REWORD_LEVEL:
            asked = {f"level_{payload.get('value')}": payload.get("text", "")}
        return [
            _line(name, read.get(name, ""), asked[name], present)
            for name in FIELD_LABELS
            if name in asked and asked[name] != read.get(name, "")
        ]
    if operation is Operation.ADD:
        return [
            _line(name, "", payload[name], present) for name in FIELD_LABELS if payload.get(name)
        ]
    leaving = [
        Line(f"item_{number}", "Quitte le référentiel", named(each, present, base), "")
        for number, each in enumerate(base)
    ]
    if operation is Operation.SPLIT:
        return [
            *leaving,
            *(_entering(number, part) for number, part in enumerate(payload["parts"])),
        ]
    if operation is Operation.MERGE:
        return [*leaving, _entering(0, payload)]
    if operation is Operation.RETIRE:
        successor = payload.get("successor")
        words = named(successor, present) if successor else "Rien : elle n’a pas de successeur"
        return [*leaving, Line("successor", "Remplacée par", "", words)]
    words = f"{named(uuid or '', present, base)} {RELATION_LABELS.get(payload['relation'], payload['relation'])} {named(payload['target'], present)}"
    removed = payload.get("gesture") == "remove"
    return [Line("relation", "Relation", words if removed else "", "" if removed else words)]


def _line(name: str, before: Any, after: Any, present: Present) -> Line:
    old = "" if before == "" else shown(name, before, present)
    return Line(name, FIELD_LABELS[name], old, shown(name, after, present))


def _entering(number: int, part: Mapping[str, Any]) -> Line:
    levels = [f"{label} : {part[name]}" for name, label in LEVEL_FIELDS.items() if part.get(name)]
    words = "\n\n".join([f"{part['code']} {part['title']}", part["statement"], "\n".join(levels)])
    return Line(f"part_{number}", "Entre dans le référentiel", "", words.strip())


def editorial_possible(operation: Operation, payload: Mapping[str, Any]) -> bool:
    """Only words can be changed « for form »: not a place, a code, a range of levels."""
    if operation is Operation.REWORD_LEVEL:
        return True
    return operation is Operation.EDIT and set(payload) <= FORMAL_FIELDS


def likeness(changed: list[Line]) -> Fraction:
    """How alike a text is before and after, over all the fields that change."""
    separator = "\n\n"
    return ratio(
        separator.join(line.before for line in changed),
        separator.join(line.after for line in changed),
    )


def rewrites_much(changed: list[Line]) -> bool:
    """A change of form that keeps less than four words in five is read again by two others."""
    return likeness(changed) < ALIKE
