"""What bringing a file into the draft would do, told row by row before anything is written."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from intranet.competencies.exchange.contents import Entry, External, Tie, Whole
from intranet.kit.texts import plural


class Outcome(StrEnum):
    """What becomes of a row."""

    CREATED = "created"
    CHANGED = "changed"
    LEFT = "left"
    RETIRED = "retired"
    REFUSED = "refused"


OUTCOME_LABELS = {
    Outcome.CREATED: "Créée",
    Outcome.CHANGED: "Modifiée",
    Outcome.LEFT: "Inchangée",
    Outcome.RETIRED: "Retirée",
    Outcome.REFUSED: "Refusée",
}


@dataclass(frozen=True)
class Change:
    """One field that a row changes."""

    field: str  # in French
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """One row of the preview; `number` is its line, or None for what the file does not hold."""

    number: int | None
    what: str  # item, relation or document
    label: str
    outcome: Outcome
    changes: tuple[Change, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        return " ; ".join(self.reasons)


@dataclass(frozen=True)
class Write:
    """An item to write. `key` is its uuid, or stands for the one that it will be given."""

    key: str
    entry: Entry | None  # None: it is new in the draft
    competency_id: int | None  # known to the framework already
    uri: str | None
    parent: str | None  # a key
    values: Mapping[str, Any]  # of the revision: all of them, or those that change
    descriptors: Mapping[int, str] | None = None  # all of them, where any changes


@dataclass(frozen=True)
class BondWrite:
    """A relation to write; its ends are keys."""

    tie: Tie | None
    uuid: str | None
    kind: str
    origin: str
    target: str | None
    external: External | None
    position: int
    group_label: str
    notes: str
    extras: Mapping[str, Any]


@dataclass(frozen=True)
class Present:
    """The draft as it stands, and what else the site knows that a file could collide with."""

    whole: Whole
    elsewhere: Mapping[str, int] = field(default_factory=dict)  # uuid → id, in other editions
    foreign: frozenset[str] = frozenset()  # uuids of other frameworks
    uris: Mapping[str, str] = field(default_factory=dict)  # uri → uuid
    reserved: frozenset[str] = frozenset()  # words that addresses of the site use already


@dataclass(frozen=True)
class Plan:
    """Everything that would happen."""

    rows: tuple[Row, ...]
    writes: tuple[Write, ...]
    bonds: tuple[BondWrite, ...]
    retired: tuple[Entry, ...]
    retired_ties: tuple[Tie, ...]
    document: Mapping[str, Any] | None
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> Counter[Outcome]:
        return Counter(row.outcome for row in self.rows)

    @property
    def refused(self) -> list[Row]:
        return [row for row in self.rows if row.outcome is Outcome.REFUSED]

    @property
    def changes_something(self) -> bool:
        return any(row.outcome not in {Outcome.LEFT, Outcome.REFUSED} for row in self.rows)

    @property
    def digest(self) -> str:
        """Two plans that do the same have the same: whoever previewed one applies that one."""
        return hashlib.sha256(repr(self.rows).encode("utf-8", "replace")).hexdigest()

    @property
    def words(self) -> str:
        """« 12 lignes créées, 3 modifiées, 1 refusée »: the first one says of what."""
        counts = self.counts
        found = [
            (counts[each], label.lower()) for each, label in OUTCOME_LABELS.items() if counts[each]
        ]
        said = [
            plural(count, label if place else f"ligne {label}")
            for place, (count, label) in enumerate(found)
        ]
        return ", ".join(said) or "aucune ligne"
