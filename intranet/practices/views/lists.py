"""The list of practices and its other forms: map, CSV, JSON, Atom; all by the same query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import Response, abort, request, url_for

from intranet.competencies import queries as referential
from intranet.competencies.queries import Catalogue
from intranet.kit import exports
from intranet.kit.access import public, reader
from intranet.kit.clock import now
from intranet.kit.db import every
from intranet.kit.htmx import page
from intranet.kit.listing import PER_PAGE, Listing, address, asked_page, first_of, without
from intranet.kit.texts import plural
from intranet.places.models import Zone
from intranet.places.queries import regions
from intranet.places.shapes import Shape, drawn, region_names
from intranet.practices import queries
from intranet.practices.forms import PracticeSearch
from intranet.practices.forms.searches import TYPES, VIEWS
from intranet.practices.models import Practice, Theme
from intranet.practices.views.blueprint import bp

TITLE = "Bonnes pratiques"
COUNTED = ("type", "theme", "region", "departement", "competence", "preuve")


@dataclass(frozen=True)
class Option:
    """A value of a filter, how many sheets it would give, whether it is chosen."""

    value: str
    label: str
    count: int
    checked: bool


class Link(NamedTuple):
    """Somewhere else to look from: another order, another view."""

    label: str
    url: str
    current: bool


class ActiveFilter(NamedTuple):
    label: str
    remove_url: str


@bp.get("/pratiques")
@public
def index() -> Response:
    themes, catalogue = every(queries.themes()), referential.in_force()
    form = PracticeSearch(request.args, themes, catalogue)
    notices, member = form.heed(), reader()
    found = queries.facets(form.wanted)
    is_map = form.vue.data == "carte"
    return page(
        "practices/index.html",
        fragment="results",
        form=form,
        notices=notices,
        facets={name: options(form, name, found.counts.get(name, {})) for name in COUNTED},
        listing=Listing([], found.total) if is_map else listing(form, found.total, PER_PAGE),
        shapes=shapes(found.counts.get("region", {})) if is_map else None,
        finding=finding(found.counts.get("region", {})),
        active=active_filters(form),
        orders=links(form, "tri", queries.ORDERS),
        views=links(form, "vue", VIEWS),
        themes={theme.slug: theme.label for theme in themes},
        catalogue=catalogue,
        levels=referential.known_levels(member.id, now()) if member else None,
        feeds={name: address(url_for(".export", form=name), page=None) for name in exports.FORMS},
    )


@bp.get("/pratiques.<any(csv, json, atom):form>")
@public
def export(form: str) -> Response:
    """The same list for other programs, fifty a page, without anyone’s name."""
    themes, catalogue = every(queries.themes()), referential.in_force()
    asked = PracticeSearch(request.args, themes, catalogue)
    asked.heed()
    found = listing(asked, queries.facets(asked.wanted).total, exports.PER_PAGE)
    entries = [entry(practice, themes, catalogue) for practice in found]
    return exports.answer(form, TITLE, found, entries)


def listing(form: PracticeSearch, total: int, per_page: int) -> Listing[Practice]:
    number = asked_page()
    query = queries.found_by(form.wanted, form.tri.data)
    items = every(query.limit(per_page).offset(first_of(number, per_page)))
    if not items and number > 1:
        abort(404)
    return Listing(items, total, number, per_page)


def options(form: PracticeSearch, name: str, counts: Mapping[str, int]) -> list[Option]:
    """The values of a filter that give something, or that are chosen."""
    by_code = {code: counts.get(key, 0) for code, key in keys_of(form, name).items()}
    field = form[name]
    chosen = set(field.data or [])
    found = [
        Option(choice.value, choice.label, by_code.get(choice.value, 0), choice.value in chosen)
        for choice in field.iter_choices()
        if by_code.get(choice.value) or choice.value in chosen
    ]
    in_order = name in {"type", "preuve"}
    return found if in_order else sorted(found, key=lambda option: -option.count)


def keys_of(form: PracticeSearch, name: str) -> Mapping[str, str]:
    """From what an address says to what the database counts by."""
    if name == "type":
        return TYPES
    if name == "competence":
        return {code: str(item.competency_id) for code, item in form.catalogue.by_code.items()}
    return {choice.value: choice.value for choice in form[name].iter_choices()}


def active_filters(form: PracticeSearch) -> list[ActiveFilter]:
    typed = (form.q.data or "")[:60]
    words = [ActiveFilter(f"« {typed} »", address(q=None, page=None))] if typed else []
    chosen = [
        ActiveFilter(choice.label, without(name, choice.value))
        for name in COUNTED
        for choice in form[name].iter_choices()
        if choice.value in (form[name].data or [])
    ]
    return [*words, *chosen]


def links(form: PracticeSearch, name: str, labels: Mapping[str, str]) -> list[Link]:
    """The values of a single choice, each as an address; the first is the one by default."""
    first = next(iter(labels))
    return [
        Link(
            label,
            address(**{name: None if code == first else code, "page": None}),
            code == form[name].data,
        )
        for code, label in labels.items()
    ]


def shapes(counts: Mapping[str, int]) -> list[Shape]:
    """The map: each region leads to its sheets; the farther collectivities only with some."""
    shown = [
        region
        for region in every(regions())
        if region.zone is not Zone.COM or region.code in counts
    ]
    return drawn(shown, counts, lambda region: address(region=region.code, vue=None, page=None))


def finding(counts: Mapping[str, int]) -> str:
    """What the map shows, in a sentence."""
    if not counts:
        return "Aucune région n’a encore de fiche sur ce sujet"
    code = max(counts, key=lambda each: counts[each])
    told = plural(counts[code], "fiche")
    return f"{region_names().get(code, code)} en raconte le plus : {told}"


def entry(practice: Practice, themes: Any, catalogue: Catalogue) -> exports.Entry:
    """One line of the exports."""
    version = practice.published
    assert version, "is_listed"
    sheet, labels = version.sheet, _labels(themes)
    return exports.Entry(
        uid=f"tag:passerelles,2026:practice:{practice.id}",
        title=sheet.title,
        url=url_for(".show", slug=practice.slug),
        summary=sheet.lead,
        published_at=practice.published_at or version.at,
        updated_at=version.published_at or version.at,
        fields={
            "Résumé": sheet.lead,
            "Nature": practice.kind_label,
            "Territoire": sheet.territory_name,
            "Région": practice.region.name if practice.region else None,
            "Département": practice.department_code,
            "Début": sheet.started,
            "Structure": practice.owner.name if practice.owner else None,
            "Thèmes": [labels[slug] for slug in sheet.themes if slug in labels],
            "Compétences": [
                catalogue.items[row["competency_id"]].code
                for row in sheet.competencies
                if row["competency_id"] in catalogue.items
            ],
            "Preuves": practice.evidence_label,
            "Vérifiée le": practice.verified_on,
            "Fiche de départ": practice.is_starting,
            "Sources": [source["url"] or source["title"] for source in sheet.sources],
        },
    )


def _labels(themes: list[Theme]) -> dict[str, str]:
    return {theme.slug: theme.label for theme in themes}
