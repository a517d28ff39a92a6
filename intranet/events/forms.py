"""What is asked of the agenda."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from intranet.kit.forms import SearchField, SearchForm, SelectMultipleField, choices
from intranet.places.shapes import region_names


class AgendaSearch(SearchForm):
    """The filters of the agenda, by the names they bear in its address."""

    q = SearchField("Mots-clés")
    region = SelectMultipleField("Région")

    def __init__(self, typed: MultiDict[str, str]) -> None:
        super().__init__(typed)
        self.region.choices = choices(region_names())
