"""What is asked of whoever keeps a search."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from intranet.kit.forms import (
    Form,
    Length,
    Needed,
    RadioField,
    StringField,
    choices,
    member_of,
)
from intranet.openings.models import FREQUENCY_LABELS, Frequency

# The filters of the board that a kept search keeps: not the page, the order, nor the map.
KEPT = (
    "adequation", "categorie", "commune", "competence", "departement", "employeur", "epci", "grade", "limitrophes", "niveau", "q",
    "rayon", "region", "route", "salaire", "structure", "teletravail",
)  # fmt: skip
LONGEST = 200  # characters of one value


class SavedSearchForm(Form):
    """Its name, and how often to be told: never, unless one asks."""

    name = StringField(
        "Nom de la recherche", [Needed("Donnez un nom à cette recherche."), Length(max=80)]
    )
    frequency = RadioField(
        "Me prévenir par courriel",
        coerce=member_of(Frequency),
        default=Frequency.NEVER,
        choices=choices(FREQUENCY_LABELS),
    )


def canonical(asked: Iterable[tuple[str, str]]) -> str:
    """The same words for the same search: known filters alone, in order, each value once."""
    kept = {(name, value[:LONGEST]) for name, value in asked if name in KEPT and value}
    if "commune" not in {name for name, _ in kept}:
        kept = {(name, value) for name, value in kept if name != "rayon"}
    if "departement" not in {name for name, _ in kept}:
        kept = {(name, value) for name, value in kept if name != "limitrophes"}
    return urlencode(sorted(kept))
