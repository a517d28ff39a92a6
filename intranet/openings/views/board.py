"""`/offres`: the list, its map, its counts, what is wider when nothing is found, its other forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import Response, abort, request, url_for

from intranet.kit import exports
from intranet.kit.access import public, reader
from intranet.kit.clock import now
from intranet.kit.db import every
from intranet.kit.htmx import page
from intranet.kit.listing import PER_PAGE, Listing, address, asked_page, first_of, without
from intranet.openings import policy, queries
from intranet.openings.forms import LEVELS, ORDER_LABELS, OpeningSearch
from intranet.openings.models import CATEGORY_LABELS, JOB_KIND_LABELS, ROUTE_LABELS, routes_in
from intranet.openings.queries import RADII, Order, Search, Tally
from intranet.openings.views.blueprint import bp
from intranet.openings.views.chips import chips_of_lines, referential
from intranet.organizations.models import KIND_LABELS
from intranet.places.models import Region
from intranet.places.queries import Point, distance_km, regions
from intranet.places.shapes import department_names, drawn, region_names

FACETS = ("region", "employeur", "route", "categorie")


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


@dataclass(frozen=True)
class Wider:
    """What less would find."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Found:
    """One answer of the board, whichever form it is given."""

    form: OpeningSearch
    search: Search
    notices: list[str]
    tally: Tally
    listing: Listing[Any]


@bp.get("/offres")
@public
def index() -> Response:
    at = now()
    on_map = request.args.get("vue") == "carte"
    catalogue = referential()
    found = _found(OpeningSearch(request.args, catalogue), at, 0 if on_map else PER_PAGE)
    return page(
        "openings/index.html",
        fragment="results",
        found=found,
        form=found.form,
        listing=found.listing,
        at=at,
        on_map=on_map,
        chips=chips_of_lines((line.requirement_set_id for line in found.listing), catalogue),
        away=_away(found),
        facets=_facets(found),
        active=_active(found),
        orders=_orders(found),
        views=[
            Choice("Liste", address(vue=None, page=None), not on_map),
            Choice("Carte", address(vue="carte", page=None), on_map),
        ],
        shapes=_shapes(found.tally) if on_map else [],
        wider=_wider(found, at),
        may_post=(member := reader()) is not None and policy.may_post(member),
        exports=[
            (label, address(url_for(".export", form=form), vue=None, page=None))
            for label, form in (("Tableur (CSV)", "csv"), ("JSON", "json"), ("Atom", "atom"))
        ],
        kinds=JOB_KIND_LABELS,
    )


@bp.get("/offres.<any(csv, json, atom):form>")
@public
def export(form: str) -> Response:
    """The same list for other programs, fifty a page."""
    found = _found(OpeningSearch(request.args, referential()), now(), exports.PER_PAGE)
    title = "Offres de mobilité"
    return exports.answer(form, title, found.listing, [_entry(line) for line in found.listing])


def _found(form: OpeningSearch, at: datetime, per_page: int) -> Found:
    search, notices = form.read()
    tally = queries.tally(search, at)
    number = asked_page()
    first = first_of(number, per_page)
    if per_page and number > 1 and first >= tally.total:
        abort(404)
    lines: Any = []
    if per_page and tally.total:
        lines = queries.page_of(tally, at, first=first, count=per_page)
    return Found(form, search, notices, tally, Listing(lines, tally.total, number, per_page or 1))


def _facets(found: Found) -> list[tuple[str, str, list[Option]]]:
    """The four facets with their counts; what would find nothing is not offered."""
    form, tally = found.form, found.tally
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


def _active(found: Found) -> list[ActiveFilter]:
    """What narrows the list, each removable."""
    form, search = found.form, found.search
    active = []
    if search.words:
        active.append(ActiveFilter(f"« {search.words[:60]} »", address(q=None, page=None)))
    if search.around:
        words = f"{search.radius} km autour de {search.around.label}"
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
    for name, _legend, options in _facets(found):
        active += [
            ActiveFilter(option.label, without(name, option.value))
            for option in options
            if option.checked
        ]
    return active


def _orders(found: Found) -> list[Choice]:
    usual = found.form.orders[0]
    return [
        Choice(
            ORDER_LABELS[order],
            address(tri=None if order is usual else order.value, page=None),
            order is found.search.order,
        )
        for order in found.form.orders
    ]


def _wider(found: Found, at: datetime) -> list[Wider]:
    """Where nothing is found: what less would find, when it would find something."""
    if found.tally.total:
        return []
    search = found.search
    less: list[tuple[str, Search, dict[str, Any]]] = []
    if search.around:
        for km in RADII:
            if km > search.radius:
                wide = replace(search, radius=km)
                less.append((f"à {km} km de {search.around.name}", wide, {"rayon": km}))
        code = search.around.region_code
        region = replace(search, around=None, regions=(code,), order=Order.NEWEST)
        nowhere: dict[str, Any] = {"commune": None, "rayon": None, "tri": None}
        less.append((f"en {region_names()[code]}", region, nowhere | {"region": code}))
    elif search.department or search.regions:
        anywhere = replace(search, department=None, regions=())
        less.append(("dans toute la France", anywhere, {"departement": None, "region": None}))
    if search.employers or search.routes or search.categories:
        freely = replace(search, employers=(), routes=(), categories=())
        changes = {"employeur": None, "route": None, "categorie": None}
        less.append(("sans filtre d’employeur, d’accès ni de catégorie", freely, changes))
    if search.organization_id:
        anyone = replace(search, organization_id=None)
        less.append(("dans toutes les structures", anyone, {"structure": None}))
    if search.competency_id:
        skilled = replace(search, competency_id=None, level=None)
        less.append(("sans filtre de compétence", skilled, {"competence": None, "niveau": None}))
    totals = queries.counts([wide for _, wide, _ in less], at)
    return [
        Wider(words, total, address(page=None, **changes))
        for (words, _, changes), total in zip(less, totals, strict=True)
        if total
    ]


def _away(found: Found) -> dict[int, int]:
    """How far each line is, in km, when the list is around a commune."""
    origin = found.search.origin
    if origin is None:
        return {}
    return {
        line.id: round(distance_km(origin, Point(line.latitude, line.longitude)))
        for line in found.listing
    }


def _shapes(tally: Tally) -> Any:
    def lead(region: Region) -> str:
        return address(url_for(".index"), vue=None, page=None, region=region.code)

    return drawn(every(regions()), tally.regions, lead)


def _entry(line: Any) -> exports.Entry:
    """One line of an export."""
    routes = [ROUTE_LABELS[route] for route in routes_in(line.routes_mask)]
    place = f"{line.place} ({line.department_code})"
    return exports.Entry(
        uid=f"urn:uuid:{line.uuid}",
        title=line.title,
        url=url_for(".show", opening_id=line.id),
        summary=f"{line.employer}, {place}. {', '.join(routes)}.",
        published_at=line.publish_at,
        updated_at=line.updated_at,
        fields={
            "Employeur": line.employer,
            "Commune": place,
            "Région": region_names().get(line.region_code, line.region_code),
            "Type d’emploi": JOB_KIND_LABELS[line.kind],
            "Modalités d’accès": routes,
            "Catégorie": line.category or "",
            "Grades": line.grades,
            "Rémunération minimale": line.pay_min,
            "Rémunération maximale": line.pay_max,
            "Prise de poste": line.start_on,
            "Publiée le": line.publish_at,
            "Date limite": line.closes_at,
            "Démonstration": "oui" if line.is_demo else "non",
        },
    )
