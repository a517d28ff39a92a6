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
        active = [
            ActiveFilter(label, address(page=None, **dict.fromkeys(names)))
            for label, names in narrowed_by(self.form, self.search)
        ]
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

    def keep_url(self) -> str:
        """Where this very search is kept."""
        return address(url_for(".keep_search"), vue=None, page=None, tri=None)

    def exports(self) -> list[tuple[str, str]]:
        """The other forms of the same list."""
        return [
            (label, address(url_for(".export", form=form), vue=None, page=None))
            for label, form in (("Tableur (CSV)", "csv"), ("JSON", "json"), ("Atom", "atom"))
        ]


def narrowed_by(form: OpeningSearch, search: Search) -> list[tuple[str, tuple[str, ...]]]:
    """What narrows a search, facets apart: in words, with the names it has in the address."""
    said: list[tuple[str, tuple[str, ...]]] = []
    if search.words:
        said.append((f"« {search.words[:60]} »", ("q",)))
    if search.around:
        around = f"{search.radius} km autour de {search.around.label}"
        said.append((around, ("commune", "rayon")))
    if search.department:
        said.append((department_names()[search.department], ("departement",)))
    if form.employer:
        said.append((form.employer.name, ("structure",)))
    if search.competency_id:
        level = f", {LEVELS[search.level].lower()}" if search.level else ""
        said.append((f"Compétence {form.competence.data}{level}", ("competence", "niveau")))
    return said


def in_words(form: OpeningSearch, search: Search) -> str:
    """A whole search in a line: what a kept search is called unless its author says otherwise."""
    said = [label for label, _ in narrowed_by(form, search)]
    said += [region_names()[code] for code in search.regions]
    said += [KIND_LABELS[kind] for kind in search.employers]
    said += [ROUTE_LABELS[route] for route in search.routes]
    said += [CATEGORY_LABELS[category] for category in search.categories]
    return ", ".join(said) or "Toutes les offres"


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
