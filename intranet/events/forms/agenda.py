"""What is asked of the agenda."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from intranet.events.queries import YES, Wanted, domains
from intranet.kit.clock import now, today
from intranet.kit.forms import (
    SearchForm,
    SelectField,
    SelectMultipleField,
    WordsField,
    choices,
)
from intranet.kit.texts import MONTHS
from intranet.organizations.models import KIND_LABELS, Kind
from intranet.places.shapes import regions_to_choose

FORMAT_LABELS = {"onsite": "Sur place", "remote": "À distance"}
BACK, AHEAD = 6, 18  # months offered


class AgendaSearch(SearchForm):
    """The filters of the agenda, by the names they bear in its address."""

    q = WordsField("Mots-clés")
    region = SelectMultipleField("Région")
    mois = SelectField("Mois")
    format = SelectField("Format", choices=choices(FORMAT_LABELS, first="Sur place ou à distance"))
    theme = SelectMultipleField("Thème")
    reseau = SelectMultipleField("Réseau qui organise")
    places = SelectField("Places", choices=choices([(YES, "Il reste des places")], first="Avec ou sans"))  # fmt: skip
    supports = SelectField("Supports", choices=choices([(YES, "Des supports en ligne")], first="Avec ou sans"))  # fmt: skip
    fiche = SelectField("Fiche", choices=choices([(YES, "Une fiche en est née")], first="Avec ou sans"))  # fmt: skip

    def __init__(self, typed: MultiDict[str, str]) -> None:
        super().__init__(typed)
        self.domains = domains()
        self.theme.choices = choices([(one.code, one.title) for one in self.domains])
        self.reseau.choices = choices([(kind.value, label) for kind, label in KIND_LABELS.items()])
        self.region.choices = choices(regions_to_choose())
        self.mois.choices = choices(months(), first="Tous les mois")

    def items_asked(self) -> list[int]:
        """The items of the domains that were chosen."""
        chosen = [one for one in self.domains if one.code in (self.theme.data or [])]
        return [item for domain in chosen for item in domain.items]

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            words=self.q.data,
            regions=tuple(self.region.data or ()),
            month=self.mois.data or None,
            format=self.format.data or None,
            with_materials=bool(self.supports.data),
            themes=tuple(self.items_asked()),
            networks=tuple(Kind(value) for value in self.reseau.data or ()),
            with_practice=bool(self.fiche.data),
            seats_at=now() if self.places.data else None,
        )


def months() -> dict[str, str]:
    """From half a year ago to a year and a half ahead, as one says them."""
    first = today().year * 12 + today().month - 1 - BACK
    found = [divmod(count, 12) for count in range(first, first + BACK + AHEAD)]
    return {f"{year}-{number + 1:02}": f"{MONTHS[number]} {year}" for year, number in found}
