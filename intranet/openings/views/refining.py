"""How the list is refined: facets with their counts, what narrows it, how it is ordered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from flask import request, url_for

from intranet.kit.listing import address, without
from intranet.openings.forms import LEVELS, ORDER_LABELS, OpeningSearch
from intranet.openings.models import CATEGORY_LABELS, ROUTE_LABELS
from intranet.openings.queries import Search, Tally
from intranet.organizations.models import KIND_LABELS
from intranet.places.shapes import department_names, region_names


@dataclass(frozen=True)
class Option:
    """One box of a facet."""

    value: str
    label: str
    count: int
    checked: bool


@dataclass(frozen=True)
class ActiveFilter:
    """One filter that narrows the list, and the address without it."""

    label: str
    remove_url: str


@dataclass(frozen=True)
class Choice:
    """One way to see or to order the list."""

    label: str
    url: str
    current: bool


@dataclass
class Refining:
    """What stands around the lines of a list. Read only where a page does not have it drawn yet."""

    form: OpeningSearch
    search: Search
    tally: Tally
    on_map: bool

    @property
    def facts(self) -> tuple[object, ...] | None:
        """All that the filters and the head of the list say; None while counts are not kept."""
        form, kept_under = self.form, self.tally.kept_under
        if kept_under is None:
            return None
        edition = form.catalogue.edition_id if form.catalogue else None
        employer = form.employer.name if form.employer else None
        return (*kept_under, edition, employer, request.query_string)

    @cached_property
    def facets(self) -> list[tuple[str, str, list[Option]]]:
        """The four facets with their counts; what would find nothing is not offered."""
        form, tally = self.form, self.tally
        return [
            ("region", "Région", _options(region_names(), tally.regions, form.region.data)),
            ("employeur", "Employeur", _options(KIND_LABELS, tally.employers, form.employeur.data)),
            ("route", "Modalité d’accès", _options(ROUTE_LABELS, tally.routes, form.route.data)),
            (
                "categorie",
                "Catégorie",
                _options(CATEGORY_LABELS, tally.categories, form.categorie.data),
            ),
        ]

    @cached_property
    def active(self) -> list[ActiveFilter]:
        """What narrows the list, each removable."""
        form, search = self.form, self.search
        active = []
        if search.words:
            active.append(ActiveFilter(f"« {search.words[:60]} »", address(q=None, page=None)))
        if search.around:
            words = f"{search.radius} km autour de {search.around.label}"
            active.append(ActiveFilter(words, address(commune=None, rayon=None, page=None)))
        if search.department:
            name = department_names()[search.department]
            active.append(ActiveFilter(name, address(departement=None, page=None)))
        if form.employer:
            active.append(ActiveFilter(form.employer.name, address(structure=None, page=None)))
        if search.competency_id:
            words = f"Compétence {form.competence.data}"
            if search.level:
                words += f", {LEVELS[search.level].lower()}"
            active.append(ActiveFilter(words, address(competence=None, niveau=None, page=None)))
        for name, _legend, options in self.facets:
            active += [
                ActiveFilter(option.label, without(name, option.value))
                for option in options
                if option.checked
            ]
        return active

    @property
    def orders(self) -> list[Choice]:
        usual = self.form.orders[0]
        return [
            Choice(
                ORDER_LABELS[order],
                address(tri=None if order is usual else order.value, page=None),
                order is self.search.order,
            )
            for order in self.form.orders
        ]

    @property
    def views(self) -> list[Choice]:
        return [
            Choice("Liste", address(vue=None, page=None), not self.on_map),
            Choice("Carte", address(vue="carte", page=None), self.on_map),
        ]

    def exports(self) -> list[tuple[str, str]]:
        """The other forms of the same list."""
        return [
            (label, address(url_for(".export", form=form), vue=None, page=None))
            for label, form in (("Tableur (CSV)", "csv"), ("JSON", "json"), ("Atom", "atom"))
        ]


def _options(
    labels: Mapping[Any, str], counts: Mapping[Any, int], chosen: list[str] | None
) -> list[Option]:
    options = [
        Option(_value(code), label, counts.get(code, 0), _value(code) in (chosen or []))
        for code, label in labels.items()
    ]
    options = [option for option in options if option.count or option.checked]
    return sorted(options, key=lambda option: -option.count)


def _value(code: object) -> str:
    return code.value if isinstance(code, StrEnum) else str(code)
