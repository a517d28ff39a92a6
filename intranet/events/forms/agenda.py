"""What is asked of the agenda."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from intranet.events.queries import Wanted
from intranet.kit.clock import today
from intranet.kit.forms import (
    SearchField,
    SearchForm,
    SelectField,
    SelectMultipleField,
    choices,
)
from intranet.kit.texts import MONTHS
from intranet.places.shapes import region_names

FORMAT_LABELS = {"onsite": "Sur place", "remote": "À distance"}
BACK, AHEAD = 6, 18  # months offered


class AgendaSearch(SearchForm):
    """The filters of the agenda, by the names they bear in its address."""

    q = SearchField("Mots-clés")
    region = SelectMultipleField("Région")
    mois = SelectField("Mois")
    format = SelectField("Format", choices=choices(FORMAT_LABELS, first="Sur place ou à distance"))
    supports = SelectField(
        "Supports",
        choices=choices([("oui", "Avec des supports en ligne")], first="Avec ou sans"),
    )

    def __init__(self, typed: MultiDict[str, str]) -> None:
        super().__init__(typed)
        self.region.choices = choices(region_names())
        self.mois.choices = choices(months(), first="Tous les mois")

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            words=self.q.data,
            regions=self.region.data or [],
            month=self.mois.data or None,
            format=self.format.data or None,
            with_materials=bool(self.supports.data),
        )


def months() -> dict[str, str]:
    """From half a year ago to a year and a half ahead, as one says them."""
    first = today().year * 12 + today().month - 1 - BACK
    found = [divmod(count, 12) for count in range(first, first + BACK + AHEAD)]
    return {f"{year}-{number + 1:02}": f"{MONTHS[number]} {year}" for year, number in found}
