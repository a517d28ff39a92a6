"""What is asked of the board of needs, and of whoever looks for a session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from intranet.career.queries.crossroads import month_in_words
from intranet.career.queries.needs import ORDER_LABELS
from intranet.competencies.queries import Catalogue, Item
from intranet.kit.forms import (
    Form,
    Needed,
    RadioField,
    SearchForm,
    SelectField,
    choices,
    whole_or_none,
)
from intranet.places.shapes import regions_to_choose


class NeedSearch(SearchForm):
    """The filters of the board, as its address holds them."""

    region = SelectField("Région", default="")
    domaine = SelectField("Domaine", default="")
    competence = SelectField("Compétence", default="")
    mois = SelectField("D’ici", default="")
    tri = SelectField("Tri", default="", choices=choices(ORDER_LABELS, first="Sans réponse"))


class WishForm(Form):
    """« Je cherche une session »."""

    level = RadioField(
        "Niveau que vous voulez atteindre",
        [Needed("Choisissez un niveau.")],
        coerce=whole_or_none,
    )
    region = SelectField("Région où vous pouvez venir", [Needed("Choisissez une région.")])

    def offer(self, item: Item, steps: Sequence[Any]) -> None:
        """The levels that the item has, in its own words, and every region."""
        self.level.choices = choices(
            {
                step.value: f"{step.value} – {step.label}"
                for step in steps
                if max(item.level_min, 1) <= step.value <= item.level_max
            }
        )
        self.region.choices = choices(regions_to_choose(), first="Choisissez")


def need_search(
    args: MultiDict[str, str], catalogue: Catalogue, months: Sequence[date]
) -> NeedSearch:
    form = NeedSearch(args)
    domains: Mapping[str, str] = {one.code: f"{one.code} {one.title}" for one in catalogue.domains}
    items = {code: label for code, label, _ in catalogue.options()}
    form.region.choices = choices(regions_to_choose(), first="Toutes les régions")
    form.domaine.choices = choices(domains, first="Tous les domaines")
    form.competence.choices = choices(items, first="Toutes les compétences")
    named = {f"{month:%Y-%m}": f"fin {month_in_words(month)}" for month in months[:-1]}
    form.mois.choices = choices(named, first="Douze mois")
    return form
