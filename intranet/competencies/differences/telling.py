"""The differences in other forms: plain values for programs, rows for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from intranet.competencies.differences.changes import Entry
from intranet.competencies.differences.reading import Differences
from intranet.competencies.models import SUCCESSION_LABELS

HEADERS = (
    "Changement", "Code avant", "Intitulé avant", "Code après", "Intitulé après",
    "Champ", "Avant", "Après", "Identifiant avant", "Identifiant après",
)  # fmt: skip


def as_plain(found: Differences) -> dict[str, Any]:
    """Everything, as JSON holds it."""
    return {
        "before": found.before,
        "after": found.after,
        "bump": found.bump.value,
        "about": [asdict(change) for change in found.about],
        "scale": [asdict(change) for change in found.scale],
        "added": [asdict(entry) for entry in found.added],
        "retired": [asdict(entry) for entry in found.retired],
        **{
            kind.value: [
                {
                    "before": [asdict(entry) for entry in one.before],
                    "after": [asdict(entry) for entry in one.after],
                }
                for one in found.becomings
                if one.kind is kind
            ]
            for kind in dict.fromkeys(SUCCESSION_LABELS)
            if kind.value in {"split", "merged", "replaced"}
        },
        "moved": [asdict(one) for one in found.moved],
        "edited": [asdict(one) for one in found.edited],
        "relations": [
            {"change": "added" if tie.is_new else "removed", "label": tie.label}
            for tie in found.ties
        ],
    }


def as_rows(found: Differences) -> Iterator[tuple[str, ...]]:
    """One row a change, with the columns of HEADERS."""
    for name, changes in (("Édition", found.about), ("Échelle", found.scale)):
        for change in changes:
            yield row(name, field=change.label, words=(change.before, change.after))
    yield from (row("Ajoutée", after=entry) for entry in found.added)
    yield from (row("Retirée", entry) for entry in found.retired)
    for one in found.becomings:
        left = {entry.uuid: entry for entry in one.before}
        came = {entry.uuid: entry for entry in one.after}
        for fate in one.fates:
            yield row(SUCCESSION_LABELS[fate.kind], left[fate.before], came[fate.after])
    for moved in found.moved:
        words = (place(moved.parent_before), place(moved.parent_after))
        yield row("Déplacée", moved.before, moved.after, "Rattachée à", words)
    for item in found.edited:
        for change in item.changes:
            words = (change.before, change.after)
            yield row("Modifiée", item.before, item.after, change.label, words)
    for tie in found.ties:
        words = ("", tie.label) if tie.is_new else (tie.label, "")
        yield row("Relation", field="Relation", words=words)


def place(parent: Entry | None) -> str:
    """Where an item stands."""
    return parent.label if parent else "la racine"


def row(
    change: str,
    before: Entry | None = None,
    after: Entry | None = None,
    field: str = "",
    words: tuple[str, str] = ("", ""),
) -> tuple[str, ...]:
    """One line: both sides of an item, then both sides of a field."""
    sides = [(entry.code, entry.title) if entry else ("", "") for entry in (before, after)]
    uuids = [entry.uuid if entry else "" for entry in (before, after)]
    return (change, *sides[0], *sides[1], field, *words, *uuids)
