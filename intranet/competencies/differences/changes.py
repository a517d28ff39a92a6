"""Two wordings of one thing, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from intranet.competencies.models import KIND_LABELS, ItemKind

Said = Mapping[str, Any]  # what an edition says, as plain values (`queries.contents`)

FIELD_LABELS = {
    "code": "Code",
    "kind": "Nature",
    "title": "Intitulé",
    "statement": "Énoncé",
    "notes": "Notes",
    "synonyms": "Synonymes",
    "keywords": "Mots-clés",
    "sources": "Sources",
    "level_min": "Premier niveau",
    "level_max": "Dernier niveau",
    "is_assessable": "S’évalue",
    "is_attested": "Intitulé attesté",
}
RANK = "rank"
OF_WORDS = {
    "title", "statement", "notes", "synonyms", "keywords", "sources", "is_attested", RANK,
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """An item as one edition names it."""

    uuid: str
    code: str
    title: str

    @property
    def label(self) -> str:
        return f"{self.code} {self.title}"


@dataclass(frozen=True)
class Change:
    """One field that does not say the same."""

    field: str
    label: str
    before: str
    after: str

    @property
    def is_of_words(self) -> bool:
        """It changes neither where an item stands nor what its levels ask."""
        return self.field in OF_WORDS


def entry_of(item: Said) -> Entry:
    return Entry(item["uuid"], item["code"], item["title"])


def changes_of(before: Said, after: Said) -> Iterator[Change]:
    """What an item does not say any more as it did: its fields, then its levels."""
    for name, label in FIELD_LABELS.items():
        if before[name] != after[name]:
            yield Change(name, label, in_words(name, before[name]), in_words(name, after[name]))
    for name, label in (("levels", "Niveau"), ("examples", "Exemples du niveau")):
        old, new = before.get(name, {}), after.get(name, {})
        for value in sorted(old.keys() | new.keys()):
            if old.get(value, "") != new.get(value, ""):
                yield Change(
                    f"{name}_{value}", f"{label} {value}", old.get(value, ""), new.get(value, "")
                )


def named(pairs: Mapping[str, str], before: Said, after: Said) -> Iterator[Change]:
    """The fields of these labels that differ."""
    for name, label in pairs.items():
        if before.get(name, "") != after.get(name, ""):
            yield Change(name, label, str(before.get(name, "")), str(after.get(name, "")))


def in_words(name: str, value: Any) -> str:
    """A value as people read it."""
    if name == "kind":
        return KIND_LABELS[ItemKind(value)]
    if name == "sources":
        return "\n".join(
            " ".join(str(part) for part in (one.get("title"), one.get("url"), one.get("date")) if part)
            for one in value
        )  # fmt: skip
    if isinstance(value, bool):
        return "oui" if value else "non"
    return ", ".join(value) if isinstance(value, list) else str(value)
