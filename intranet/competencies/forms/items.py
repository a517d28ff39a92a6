"""The search of the tree."""

from __future__ import annotations

from collections.abc import Iterable

from intranet.competencies.models import KIND_LABELS, ItemKind, JobProfile
from intranet.kit.forms import (
    SearchForm,
    SelectField,
    SelectMultipleField,
    WordsField,
    choices,
)

NATURES = {
    "mission": ItemKind.MISSION,
    "savoir-faire": ItemKind.KNOW_HOW,
    "connaissance": ItemKind.KNOWLEDGE,
    "savoir-etre": ItemKind.ATTITUDE,
}


class CrossingForm(SearchForm):
    """Two jobs to be read side by side."""

    a = SelectField("Un métier")
    b = SelectField("Un autre métier")

    def offer(self, profiles: Iterable[JobProfile]) -> None:
        titles = [(profile.slug, profile.title) for profile in profiles]
        self.a.choices = self.b.choices = choices(titles, first="Choisir un métier")


class ItemSearch(SearchForm):
    """The search of the tree."""

    q = WordsField("Mots, synonymes ou code")
    nature = SelectMultipleField(
        "Nature", choices=choices({code: KIND_LABELS[kind] for code, kind in NATURES.items()})
    )

    @property
    def kinds(self) -> set[ItemKind]:
        return {NATURES[code] for code in self.nature.data or []}
