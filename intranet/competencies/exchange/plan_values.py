"""What a line changes of an item, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intranet.competencies.exchange.contents import Brought, Entry, Line
from intranet.competencies.exchange.plans import Change, Outcome, Present, Row
from intranet.competencies.models import HIGHEST, KIND_LABELS, LOWEST, ItemKind, is_beyond

LABELS = {
    "code": "code",
    "title": "intitulé",
    "kind": "nature",
    "statement": "énoncé",
    "notes": "notes",
    "keywords": "mots-clés",
    "synonyms": "synonymes",
    "sources": "sources",
    "level_min": "niveau minimum",
    "level_max": "niveau maximum",
    "is_assessable": "évaluable",
    "is_attested": "intitulé attesté",
}
BLANK: Mapping[str, Any] = {
    "code": None, "title": "", "kind": ItemKind.KNOW_HOW, "statement": "", "notes": "", "keywords": (), "synonyms": (),
    "sources": (), "level_min": LOWEST, "level_max": HIGHEST, "is_assessable": True, "is_attested": False,
}  # fmt: skip
Written = tuple[dict[str, Any], Mapping[int, str] | None, list[Change]]


def written(
    line: Line,
    entry: Entry | None,
    parent: str | None,
    position: int,
    labels: Mapping[str, str],
    echoed: Mapping[str, Any] | None,
) -> Written:
    """The values to write, the levels where they change, and the changes in words.

    `labels` name what it stands under, in the draft and in the file.
    """
    before = {name: getattr(entry, name) for name in LABELS} if entry else dict(BLANK)
    said = {name: line.says[name] for name in LABELS if name in line.says}
    after = {**before, **({} if entry else line.otherwise), **said}
    values = {name: after[name] for name in LABELS if not entry or after[name] != before[name]}
    changes = [
        Change(LABELS[name], shown(before[name]), shown(value))
        for name, value in values.items()
        if value != before[name]
    ]
    if entry is None or entry.parent != parent:
        values["parent"] = parent
        if entry:
            was, will = (labels.get(above or "", "racine") for above in (entry.parent, parent))
            changes.append(Change("place dans l’arbre", was, will))
    if entry is None or entry.position != position:
        values["position"] = position
        if entry:
            changes.append(Change("rang", str(entry.position), str(position)))
    spans = values.keys() & {"level_min", "level_max"}
    levels = (after["level_min"], after["level_max"]) if spans else (LOWEST, HIGHEST)
    descriptors = levels_after(line, entry, levels, changes)
    extras = extras_after(line, entry, after, position, echoed)
    if extras is not None:
        values["extras"] = extras
        if entry:
            changes.append(Change("données d’origine", "", "gardées avec la fiche"))
    return values, descriptors, changes


def levels_after(
    line: Line, entry: Entry | None, levels: tuple[int, int], changes: list[Change]
) -> Mapping[int, str] | None:
    """All the levels in words, where this line changes one; those it has no column for stay, unless
    the levels that it gives the item leave them out.
    """
    now = dict(entry.descriptors) if entry else {}
    told = line.says.get("described", frozenset())
    after = {
        value: text
        for value, text in now.items()
        if value not in told and not is_beyond(value, *levels)
    }
    after |= line.says.get("descriptors", {})
    changes += [
        Change(f"niveau {value}", now.get(value, ""), after.get(value, ""))
        for value in sorted(now.keys() | after.keys())
        if now.get(value) != after.get(value)
    ]
    return after if after != now else None


def extras_after(
    line: Line,
    entry: Entry | None,
    after: Mapping[str, Any],
    position: int,
    echoed: Mapping[str, Any] | None,
) -> dict[str, Any] | None:
    """The source to keep with the item, so as to give it back; None where nothing new is said."""
    kept = dict(entry.extras) if entry else {}
    if line.source is None or (entry and echoed is not None and same(echoed, line.source)):
        return None
    if entry and all(kept.get(name) == value for name, value in line.source.items()):
        return None
    given = {name: plain(after[name]) for name in LABELS if name not in line.says}
    if line.position is None:
        given["position"] = position
    return {**kept, **line.source, "given": given}


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values say the same, whenever it was last changed."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        names = (one.keys() | other.keys()) - {"lastChangeDateTime"}
        return all(name in one and name in other and same(one[name], other[name]) for name in names)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def document_row(
    brought: Brought, present: Present, echo: Brought | None
) -> tuple[Mapping[str, Any] | None, list[Row]]:
    """What surrounds the items in the file, kept so that an export gives it back."""
    extras = present.whole.header.extras
    if brought.document is None or (
        echo is not None and echo.document is not None and same(echo.document, brought.document)
    ):
        return None, []
    if all(extras.get(name) == value for name, value in brought.document.items()):
        return None, []
    was_there = any(name in extras for name in brought.document)
    said = (
        "remplace celui du fichier précédent" if was_there else "gardé pour être rendu à l’export"
    )
    row = Row(
        None, "document", "Document d’origine", Outcome.CHANGED, (Change("document", "", said),)
    )
    return brought.document, [row]


def plain(value: Any) -> Any:
    return (
        [dict(each) if isinstance(each, Mapping) else each for each in value]
        if isinstance(value, tuple)
        else value
    )


def shown(value: Any) -> str:
    """A value as the preview shows it."""
    if value is None:
        return ""
    if isinstance(value, ItemKind):
        return KIND_LABELS[value]
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, tuple):
        return ", ".join(
            str(each.get("title") if isinstance(each, Mapping) else each) for each in value
        )
    return str(value)
