"""The board: what is searched for, what is found, how it is counted by facet, and what is wider."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from intranet.competencies.queries import sets_requiring
from intranet.kit import search as words
from intranet.kit.db import db
from intranet.openings.models import Category, Opening, Route, mask_of, routes_in
from intranet.openings.queries.live import live
from intranet.organizations.models import Kind, Organization
from intranet.places.models import Municipality
from intranet.places.queries import Point, chord, point_of, within

RADII = (5, 10, 25, 50, 100, 200)  # km
USUAL_RADIUS = 25
KIND = "opening"  # in the search over everything


class Order(StrEnum):
    """How the list may be sorted, by the word that stands in the address."""

    RELEVANCE = "pertinence"
    NEWEST = "date"
    CLOSING = "echeance"
    NEAREST = "distance"


@dataclass(frozen=True)
class Search:
    """What a reader looks for. Within a facet any value does; across facets all must agree."""

    words: str = ""
    department: str | None = None
    around: Municipality | None = None
    radius: int = USUAL_RADIUS
    competency_id: int | None = None
    level: int | None = None
    regions: tuple[str, ...] = ()
    employers: tuple[Kind, ...] = ()
    routes: tuple[Route, ...] = ()
    categories: tuple[Category, ...] = ()
    order: Order = Order.NEWEST

    @property
    def origin(self) -> Point | None:
        return point_of(self.around) if self.around else None

    def without_facets(self) -> Search:
        """The conditions that are no facets: what the facets are counted within."""
        return replace(self, regions=(), employers=(), routes=(), categories=())


LINE: tuple[Any, ...] = (
    Opening.id,
    Opening.uuid,
    Opening.title,
    Opening.kind,
    Opening.region_code,
    Opening.department_code,
    Opening.latitude,
    Opening.longitude,
    Opening.precision,
    Opening.routes_mask,
    Opening.category,
    Opening.grades,
    Opening.pay_min,
    Opening.pay_max,
    Opening.publish_at,
    Opening.closes_at,
    Opening.updated_at,
    Opening.start_on,
    Opening.requirement_set_id,
    Opening.is_demo,
    Organization.name.label("employer"),
    Municipality.name.label("place"),
)


def lines(search: Search, at: datetime) -> Select[Any]:
    """What is found, in the order asked: what a line of the list or of an export shows, no more."""
    newest = (Opening.publish_at.desc(), Opening.id.desc())
    order: tuple[ColumnElement[Any], ...] = newest
    query = (
        select(*LINE)
        .join(Organization, Organization.id == Opening.organization_id)
        .join(Municipality, Municipality.code == Opening.municipality_code)
        .where(live(at), *_narrowing(search), *_chosen(search))
    )
    matching = words.matching(KIND, search.words)
    if matching is not None:
        query = query.join(matching, matching.c.object_id == Opening.id)
        if search.order is Order.RELEVANCE:
            order = (matching.c.in_title.desc(), *newest)
    if search.order is Order.CLOSING:
        order = (Opening.closes_at.asc(), Opening.id.asc())
    elif search.order is Order.NEAREST and search.origin:
        order = (chord(Opening.latitude, Opening.longitude, search.origin).asc(), *newest)
    return query.order_by(*order)


def _narrowing(search: Search) -> list[ColumnElement[bool]]:
    """The conditions, words apart, that no facet counts."""
    conditions: list[ColumnElement[bool]] = []
    if search.department:
        conditions.append(Opening.department_code == search.department)
    if search.origin:
        conditions.append(within(Opening.latitude, Opening.longitude, search.origin, search.radius))
    if search.competency_id:
        asking = sets_requiring(search.competency_id, level=search.level)
        conditions.append(Opening.requirement_set_id.in_(asking))
    return conditions


def _said(search: Search) -> list[ColumnElement[bool]]:
    """The words, where their order does not matter."""
    matching = words.matching(KIND, search.words)
    return [] if matching is None else [Opening.id.in_(select(matching.c.object_id))]


def _chosen(search: Search) -> list[ColumnElement[bool]]:
    """The conditions of the facets."""
    conditions: list[ColumnElement[bool]] = []
    if search.regions:
        conditions.append(Opening.region_code.in_(search.regions))
    if search.employers:
        conditions.append(Opening.employer_kind.in_(search.employers))
    if search.categories:
        conditions.append(Opening.category.in_(search.categories))
    if search.routes:
        conditions.append(Opening.routes_mask.bitwise_and(mask_of(search.routes)) != 0)
    return conditions


Cell = tuple[str, Kind, Category | None, int, int]  # region, employer, category, routes, how many


@dataclass(frozen=True)
class Tally:
    """How many openings answer, by facet. A facet's own choices do not lower its own counts."""

    cells: Sequence[Cell]
    search: Search
    regions: Counter[str] = field(default_factory=Counter)
    employers: Counter[Kind] = field(default_factory=Counter)
    routes: Counter[Route] = field(default_factory=Counter)
    categories: Counter[Category] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        regions, employers = set(self.search.regions), set(self.search.employers)
        categories, mask = set(self.search.categories), mask_of(self.search.routes)
        by_mask: Counter[int] = Counter()
        for region, employer, category, routes, count in self.cells:
            misses = [
                bool(regions) and region not in regions,
                bool(employers) and employer not in employers,
                bool(categories) and category not in categories,
                bool(mask) and not routes & mask,
            ]
            missed = sum(misses)
            if missed - misses[0] == 0:
                self.regions[region] += count
            if missed - misses[1] == 0:
                self.employers[employer] += count
            if missed - misses[2] == 0 and category:
                self.categories[category] += count
            if missed - misses[3] == 0:
                by_mask[routes] += count
        for routes, count in by_mask.items():
            for route in routes_in(routes):
                self.routes[route] += count

    @cached_property
    def total(self) -> int:
        """How many answer the whole search."""
        wanted = self.search.regions
        return sum(
            count for region, count in self.regions.items() if not wanted or region in wanted
        )


def tally(search: Search, at: datetime) -> Tally:
    """The counts of every facet and the total, from one grouped statement."""
    facets = (Opening.region_code, Opening.employer_kind, Opening.category, Opening.routes_mask)
    query = select(*facets, func.count()).where(live(at), *_narrowing(search), *_said(search))
    query = query.group_by(*facets)
    return Tally(db.session.execute(query).all(), search)  # type: ignore[arg-type]


def counts(searches: Iterable[Search], at: datetime) -> list[int]:
    """How many each of several searches would find, in one statement."""
    asked = [
        select(func.count())
        .select_from(Opening)
        .where(live(at), *_narrowing(search), *_said(search), *_chosen(search))
        .scalar_subquery()
        for search in searches
    ]
    return list(db.session.execute(select(*asked)).one()) if asked else []
