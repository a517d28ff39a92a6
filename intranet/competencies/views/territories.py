"""The coverage of the territories: how many hold each item, who asks for it, who teaches it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, abort, request, url_for

from intranet.competencies import forms, policy, queries
from intranet.competencies.coverage import FEWEST, MASTERY, Count
from intranet.competencies.queries import Catalogue, Item, Territory
from intranet.competencies.views.blueprint import bp
from intranet.kit import exports, panels
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import every
from intranet.kit.htmx import page
from intranet.places.models import Department, Region
from intranet.places.queries import departments, regions

WITHHELD = "non publié"


@dataclass(frozen=True)
class Line:
    """One item in a territory: how it is held, None where that is withheld; and other figures."""

    item: Item
    count: Count | None
    figures: tuple[int, ...]

    @property
    def is_lacking(self) -> bool:
        """Somebody asks for it, and nobody here is known to hold it."""
        return bool(self.figures and self.figures[0] and self.count and not self.count.holders)


@dataclass(frozen=True)
class Asked:
    """What was asked of the page, understood."""

    form: forms.CoverageSearch
    notices: list[str]
    territory: Territory
    name: str
    domains: tuple[Item, ...]


@bp.get("/referentiel/couverture")
def coverage() -> Response:
    require(policy.may_see_coverage(me()))
    catalogue = queries.in_force()
    asked, told = understood(catalogue), queries.told()
    figures = panels.figures("coverage", asked.territory)
    sections = lines_of(catalogue, asked, told, figures)
    return page(
        "competencies/coverage.html",
        asked=asked,
        people=told.people(asked.territory),
        sections=sections,
        figures=figures,
        lacking=[line for _, lines in sections for line in lines if line.is_lacking],
        fewest=FEWEST,
        mastery=MASTERY,
        withheld=WITHHELD,
    )


@bp.get("/referentiel/couverture.csv")
def coverage_export() -> Response:
    """The same lines, by the same count."""
    require(policy.may_see_coverage(me()))
    catalogue = queries.in_force()
    asked, told = understood(catalogue), queries.told()
    figures = panels.figures("coverage", asked.territory)
    return exports.as_csv(
        [
            entry(
                line.item.title,
                url_for(".show", code=line.item.code),
                {"Code": line.item.code, "Domaine": domain.title, "Territoire": asked.name},
                line.count,
                dict(zip([found.label for found in figures], line.figures, strict=True)),
            )
            for domain, lines in lines_of(catalogue, asked, told, figures)
            for line in lines
        ]
    )


@bp.get("/referentiel/couverture/<code>")
def coverage_of_item(code: str) -> Response:
    """One item, region by region."""
    require(policy.may_see_coverage(me()))
    catalogue = queries.in_force()
    item = assessable(catalogue, code)
    told = queries.told()
    places = regions_of(item, told)
    return page(
        "competencies/coverage_item.html",
        item=item,
        domain=catalogue.domain_of(item),
        whole=told.count(item.competency_id, Territory()),
        places=places,
        most=max((count.assessed for _, count in places if count), default=0),
        fewest=FEWEST,
        mastery=MASTERY,
        withheld=WITHHELD,
    )


@bp.get("/referentiel/couverture/<code>.csv")
def coverage_of_item_export(code: str) -> Response:
    require(policy.may_see_coverage(me()))
    item = assessable(queries.in_force(), code)
    told = queries.told()
    return exports.as_csv(
        [
            entry(
                region.name,
                url_for(".coverage", region=region.code),
                {"Région": region.code, "Compétence": item.code},
                count,
                {},
            )
            for region, count in regions_of(item, told)
        ]
    )


def understood(catalogue: Catalogue) -> Asked:
    """A département says its region; one of another region than the one asked for is ignored."""
    known, inside = every(regions()), every(departments())
    region = request.args.get("region") or region_of(inside, request.args.get("departement"))
    offered = [found for found in inside if found.region_code == region] or inside
    form = forms.coverage_search(
        request.args,
        catalogue,
        {found.code: found.name for found in known},
        {found.code: f"{found.code} {found.name}" for found in offered},
    )
    notices = form.heed()
    department = form.departement.data or None
    territory = Territory(form.region.data or region_of(inside, department), department)
    form.region.data = territory.region or ""
    named = [found.name for found in known if found.code == territory.region]
    named = [found.name for found in inside if found.code == department] or named
    asked = [item for item in catalogue.domains if item.code == form.domaine.data]
    return Asked(
        form,
        notices,
        territory,
        named[0] if named else "Toute la France",
        tuple(asked or catalogue.domains),
    )


def region_of(inside: Sequence[Department], code: str | None) -> str | None:
    return next((found.region_code for found in inside if found.code == code), None)


def lines_of(
    catalogue: Catalogue, asked: Asked, told: queries.Told, figures: Sequence[panels.Figures]
) -> list[tuple[Item, list[Line]]]:
    under: dict[Item, list[Line]] = {domain: [] for domain in asked.domains}
    for item in catalogue.assessable:
        domain = catalogue.domain_of(item)
        if domain in under:
            counts = tuple(found.counts.get(item.competency_id, 0) for found in figures)
            count = told.count(item.competency_id, asked.territory)
            under[domain].append(Line(item, count, counts))
    return [(domain, lines) for domain, lines in under.items() if lines]


def regions_of(item: Item, told: queries.Told) -> list[tuple[Region, Count | None]]:
    """Those where somebody works, the best provided first, what is withheld last."""
    places = [
        (region, told.count(item.competency_id, Territory(region.code)))
        for region in every(regions())
        if told.people(Territory(region.code))
    ]
    return sorted(
        places,
        key=lambda place: (
            place[1] is None,
            -(place[1].holders if place[1] else 0),
            -(place[1].assessed if place[1] else 0),
            place[0].slug,
        ),
    )


def assessable(catalogue: Catalogue, code: str) -> Item:
    item = catalogue.find(code)
    if item is None or not item.is_assessable:
        abort(404)
    return item


def entry(
    title: str, url: str, fields: dict[str, str], count: Count | None, figures: dict[str, int]
) -> exports.Entry:
    """One line of the files; a figure that the page withholds is withheld here."""
    shown = {
        f"Niveau {MASTERY} ou plus": count.holders if count else WITHHELD,
        "Évalués": count.assessed if count else WITHHELD,
    }
    at = now()
    return exports.Entry(url, title, url, "", at, at, {**fields, **shown, **figures})
