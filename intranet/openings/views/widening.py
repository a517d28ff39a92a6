"""Where nothing is found: what less would find, when it would find something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from intranet.kit.listing import address
from intranet.kit.texts import place_after
from intranet.openings import queries
from intranet.openings.queries import RADII, Levels, Order, Search
from intranet.places.models import in_region
from intranet.places.shapes import neighbours_of, region_names

Less = tuple[str, Search, dict[str, Any]]  # in words, the search, what changes in the address


@dataclass(frozen=True)
class Wider:
    """What less would find."""

    label: str
    count: int
    url: str


def wider(search: Search, levels: Levels | None, at: datetime) -> list[Wider]:
    """Each way of asking for less that finds something: in one statement, fit apart."""
    less = [*_fit(search), *_places(search), *_terms(search)]
    searches = [wide for _, wide, _ in less]
    if search.fit is None:
        totals = queries.counts(searches, at)
    else:
        totals = [queries.tally_for(wide, levels, at).total for wide in searches]
    return [
        Wider(words, total, address(page=None, **changes))
        for (words, _, changes), total in zip(less, totals, strict=True)
        if total
    ]


def _fit(search: Search) -> Iterator[Less]:
    if search.fit is not None:
        anyhow = replace(search, fit=None)
        yield "quelle que soit votre adéquation", anyhow, {"adequation": None}


def _places(search: Search) -> Iterator[Less]:
    if search.around:
        for km in RADII:
            if km > search.radius:
                wide = replace(search, radius=km)
                yield f"à {km} km {place_after(search.around.name, 'de')}", wide, {"rayon": km}
        code = search.around.region_code
        region = replace(search, around=None, regions=(code,), order=Order.NEWEST)
        nowhere: dict[str, Any] = {"commune": None, "rayon": None, "tri": None}
        yield in_region(code, region_names()[code]), region, nowhere | {"region": code}
    elif search.department or search.regions or search.epci:
        if search.department and not search.neighbours and neighbours_of(search.department):
            wide = replace(search, neighbours=True)
            yield "avec les départements limitrophes", wide, {"limitrophes": "y"}
        anywhere = replace(search, department=None, regions=(), epci=None)
        changes = dict.fromkeys(("departement", "limitrophes", "region", "epci"))
        yield "dans toute la France", anywhere, changes


def _terms(search: Search) -> Iterator[Less]:
    if search.words:
        unsaid = replace(search, words="", order=Order.NEWEST)
        yield "sans les mots cherchés", unsaid, {"q": None, "tri": None}
    if search.employers or search.routes or search.categories:
        freely = replace(search, employers=(), routes=(), categories=())
        changes = dict.fromkeys(("employeur", "route", "categorie"))
        yield "sans filtre d’employeur, d’accès ni de catégorie", freely, changes
    if search.organization_id:
        anyone = replace(search, organization_id=None)
        yield "dans toutes les structures", anyone, {"structure": None}
    if search.pay or search.telework or search.since or search.closing_soon:
        eased = replace(search, pay=None, telework=None, since=None, closing_soon=False)
        changes = dict.fromkeys(("salaire", "teletravail", "depuis", "bientot"))
        yield "sans filtre de rémunération, de télétravail ni de date", eased, changes
    if search.grades is not None:
        yield "sans filtre de grade", replace(search, grades=None), {"grade": None}
    if search.competency_id:
        skilled = replace(search, competency_id=None, level=None)
        yield "sans filtre de compétence", skilled, {"competence": None, "niveau": None}
