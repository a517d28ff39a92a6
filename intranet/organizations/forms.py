"""What is asked about organizations."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from intranet.kit.forms import SearchField, SearchForm, SelectField, SelectMultipleField, choices
from intranet.organizations.models import KIND_LABELS, Kind
from intranet.organizations.queries import Asked
from intranet.places.shapes import department_names, region_names

ORDERS = {"nom": "Nom", "population": "Population"}


class DirectoryForm(SearchForm):
    """The filters of the directory, by the names they bear in its address."""

    q = SearchField("Nom, sigle ou SIREN")
    region = SelectMultipleField("Région")
    departement = SelectField("Département", default="")
    type = SelectMultipleField("Nature", choices=choices(KIND_LABELS))
    tri = SelectField("Tri", choices=choices(ORDERS), default="nom")

    def __init__(self, typed: MultiDict[str, str]) -> None:
        super().__init__(typed)
        self.region.choices = choices(region_names())
        self.departement.choices = choices(
            [(code, f"{name} ({code})") for code, name in department_names().items()],
            first="Tous les départements",
        )

    @property
    def asked(self) -> Asked:
        return Asked(
            words=self.q.data or "",
            regions=tuple(self.region.data or ()),
            departments=(self.departement.data,) if self.departement.data else (),
            kinds=tuple(Kind(kind) for kind in self.type.data or ()),
        )
