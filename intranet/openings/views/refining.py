"""How the list is refined: facets with their counts, what narrows it, how it is ordered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import request, url_for

from intranet.kit.facets import ActiveFilter, Option, Way, options
from intranet.kit.listing import address, without
from intranet.kit.texts import NO_BREAK, euros, place_after
from intranet.openings.forms import CLOSES_SOON, LEVELS, ORDER_LABELS, OpeningSearch
from intranet.openings.models import CATEGORY_LABELS, ROUTE_LABELS
from intranet.openings.queries import Search, Tally, live_grades
from intranet.organizations.models import KIND_LABELS
from intranet.places.shapes import department_names, region_names

FORMS = (("Tableur (XLSX)", "xlsx"), ("CSV", "csv"), ("JSON", "json"), ("flux Atom", "atom"))


@dataclass
class Refining:
    """What stands around the lines of a list. Read only where a page does not have it drawn yet."""

    form: OpeningSearch
    search: Search
    tally: Tally
    on_map: bool
    at: datetime

    @property
    def grades(self) -> list[str]:
        """What is suggested under the grade: those that live openings name."""
        return live_grades(self.at, self.tally.moment)

    @property
    def facts(self) -> tuple[object, ...] | None:
        """All that the filters and the head of the list say; None while counts are not kept."""
        form, kept_under = self.form, self.tally.kept_under
        if kept_under is None:
            return None
        edition = form.catalogue.edition_id if form.catalogue else None
        names = [found.name for found in (form.employer, form.territory) if found]
        return (*kept_under, edition, form.knows_levels, *names, request.query_string)

    @cached_property
    def facets(self) -> list[tuple[str, str, list[Option]]]:
        """The four facets with their counts; what would find nothing is not offered."""
        form, tally = self.form, self.tally
        return [
            ("region", "Région", options(tally.regions, region_names(), form.region.data or ())),
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
        for name, _legend, boxes in self.facets:
            active += [
                ActiveFilter(option.label, without(name, option.value))
                for option in boxes
                if option.checked
            ]
        return active

    @property
    def orders(self) -> list[Way]:
        usual = self.form.orders[0]
        return [
            Way(
                ORDER_LABELS[order],
                address(tri=None if order is usual else order.value, page=None),
                order is self.search.order,
            )
            for order in self.form.orders
        ]

    @property
    def views(self) -> list[Way]:
        return [
            Way("Liste", address(vue=None, page=None), not self.on_map),
            Way("Carte", address(vue="carte", page=None), self.on_map),
        ]

    def keep_url(self) -> str:
        """Where this very search is kept."""
        return address(url_for(".keep_search"), vue=None, page=None, tri=None)

    def feed(self) -> str:
        """Where this very search is read as it changes."""
        return address(url_for(".export", form="atom"), vue=None, page=None)

    def exports(self) -> list[tuple[str, str]]:
        """The other forms of the same list."""
        return [
            (label, address(url_for(".export", form=form), vue=None, page=None))
            for label, form in FORMS
        ] + [
            (
                "XML d’agrégateur",
                address(url_for(".for_aggregators"), vue=None, page=None, tri=None),
            )
        ]


Narrowing = tuple[str, tuple[str, ...]]  # in words, and the names it has in the address


def narrowed_by(form: OpeningSearch, search: Search) -> list[Narrowing]:
    """What narrows a search, facets apart."""
    return [*_subject(form, search), *_place(form, search), *_terms(form, search)]


def _subject(form: OpeningSearch, search: Search) -> Iterator[Narrowing]:
    if search.words:
        yield f"« {search.words[:60]} »", ("q",)
    if search.fit is not None:
        yield f"Je couvre au moins {search.fit}{NO_BREAK}%", ("adequation",)
    if search.competency_id:
        level = f", {LEVELS[search.level].lower()}" if search.level else ""
        yield f"Compétence {form.competence.data}{level}", ("competence", "niveau")


def _place(form: OpeningSearch, search: Search) -> Iterator[Narrowing]:
    if search.around:
        yield (
            f"{search.radius} km autour {place_after(search.around.label, 'de')}",
            ("commune", "rayon"),
        )
    if search.department:
        around = " et départements limitrophes" if search.neighbours else ""
        yield f"{department_names()[search.department]}{around}", ("departement", "limitrophes")
    if form.territory:
        yield f"Territoire : {form.territory.name}", ("epci",)
    if form.employer:
        yield form.employer.name, ("structure",)


def _terms(form: OpeningSearch, search: Search) -> Iterator[Narrowing]:
    if search.grades is not None:
        yield f"Grade : {(form.grade.data or '')[:60]}", ("grade",)
    if search.telework:
        days = "jours" if search.telework > 1 else "jour"
        yield f"Télétravail : {search.telework} {days} ou plus", ("teletravail",)
    if search.pay:
        yield f"{euros(search.pay)} ou plus", ("salaire",)
    if search.since:
        lately = f"Parue depuis {search.since} jours" if search.since > 1 else "Parue depuis hier"
        yield lately, ("depuis",)
    if search.closing_soon:
        yield CLOSES_SOON, ("bientot",)


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
    """The most frequent first."""
    return sorted(options(counts, labels, chosen or ()), key=lambda option: -option.count)
