"""Which part of the referential, and which items call for somebody more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intranet.competencies.queries import Catalogue
from intranet.kit.forms import SearchForm, SelectField, choices

ABSENT_ONLY = "absentes"


class DirectorSearch(SearchForm):
    """What is looked at, and what the plan must clear."""

    domaine = SelectField("Domaine", default="")
    viser = SelectField(
        "Le plan doit combler",
        default="",
        choices=choices({ABSENT_ONLY: "Absentes"}, first="Absentes et fragiles"),
    )

    def __init__(self, args: Mapping[str, Any], catalogue: Catalogue) -> None:
        super().__init__(args)
        named = {item.code: f"{item.code} {item.title}" for item in catalogue.domains}
        self.domaine.choices = choices(named, first="Tous les domaines")
