"""The search of the tree."""

from __future__ import annotations

from intranet.competencies.models import KIND_LABELS, ItemKind
from intranet.kit.forms import SearchField, SearchForm, SelectMultipleField, choices

NATURES = {
    "mission": ItemKind.MISSION,
    "savoir-faire": ItemKind.KNOW_HOW,
    "connaissance": ItemKind.KNOWLEDGE,
    "savoir-etre": ItemKind.ATTITUDE,
}


class ItemSearch(SearchForm):
    """The search of the tree."""

    q = SearchField("Mots, synonymes ou code")
    nature = SelectMultipleField(
        "Nature", choices=choices({code: KIND_LABELS[kind] for code, kind in NATURES.items()})
    )

    @property
    def kinds(self) -> set[ItemKind]:
        return {NATURES[code] for code in self.nature.data or []}
