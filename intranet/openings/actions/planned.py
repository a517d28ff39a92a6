"""What a file of openings would do, as it is shown and then written: each line, and all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from intranet.kit.texts import plural
from intranet.openings.models import Opening, Wording
from intranet.organizations.models import Organization


class Becoming(StrEnum):
    """What becomes of a line."""

    CREATED = "created"
    CHANGED = "changed"
    LEFT = "left"
    REFUSED = "refused"


BECOMING_LABELS = {
    Becoming.CREATED: "Créée",
    Becoming.CHANGED: "Modifiée",
    Becoming.LEFT: "Inchangée",
    Becoming.REFUSED: "Refusée",
}


@dataclass
class Row:
    """A line and what it would do. `lacks`: what keeps a sound opening a draft."""

    number: int
    label: str
    outcome: Becoming
    reasons: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    source: str = ""
    reference: str = ""
    organization: Organization | None = None
    opening: Opening | None = None
    wording: Wording | None = None

    @property
    def why(self) -> str:
        return " ; ".join(self.reasons)


@dataclass
class Plan:
    """The whole file, line by line."""

    rows: list[Row]
    ignored: tuple[str, ...] = field(default=())

    @cached_property
    def counts(self) -> Counter[Becoming]:
        return Counter(row.outcome for row in self.rows)

    @property
    def changes_something(self) -> bool:
        return bool(self.counts[Becoming.CREATED] or self.counts[Becoming.CHANGED])

    @property
    def words(self) -> str:
        said = {
            Becoming.CREATED: "offre créée",
            Becoming.CHANGED: "offre modifiée",
            Becoming.LEFT: "offre inchangée",
            Becoming.REFUSED: "ligne refusée",
        }
        many = {"offre": "offres", "ligne": "lignes"}
        told = []
        for outcome, words in said.items():
            noun, verb = words.split()
            if count := self.counts[outcome]:
                told.append(plural(count, words, f"{many[noun]} {verb}s"))
        return ", ".join(told) or "rien"
