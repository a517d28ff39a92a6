"""The board: what is searched for, what is found, how it is counted by facet, and what is wider."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    UnaryExpression,
    and_,
    bindparam,
    case,
    exists,
    select,
)
from sqlalchemy.sql.operators import desc_op

from intranet.competencies.models import Need, Requirement, RequirementSet
from intranet.kit import search as words
from intranet.kit.db import db
from intranet.openings.models import CONFIDENTIAL, Category, Opening, Route, mask_of
from intranet.openings.queries.live import came_lately, closing_soon, live_when_asked
from intranet.organizations.models import Kind, Organization
from intranet.places.models import Department, Municipality
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
    FIT = "adequation"


class Around(NamedTuple):
    """The commune that a search is around."""

    code: str
    name: str
    label: str
    region_code: str
    point: Point

    @classmethod
    def of(cls, town: Municipality) -> Around | None:
        """None for the few communes whose point nobody knows."""
        point = point_of(town)
        return cls(town.code, town.name, town.label, town.region_code, point) if point else None


@dataclass(frozen=True)
class Search:
    """What a reader looks for. Within a facet any value does; across facets all must agree."""

    words: str = ""
    department: str | None = None
    around: Around | None = None
    radius: int = USUAL_RADIUS
    competency_id: int | None = None
    level: int | None = None
    organization_id: int | None = None
    epci: str | None = None  # SIREN
    telework: int | None = None  # days a week at least
    pay: int | None = None  # euros a year that the range reaches
    since: int | None = None  # days: one of SINCE
    closing_soon: bool = False
    fit: int | None = None  # percent that a reader must cover at least
    regions: tuple[str, ...] = ()
    employers: tuple[Kind, ...] = ()
    routes: tuple[Route, ...] = ()
    categories: tuple[Category, ...] = ()
    order: Order = Order.NEWEST

    @property
    def origin(self) -> Point | None:
        return self.around.point if self.around else None

    @property
    def narrowed(self) -> Search:
        """The conditions that are no facets: what the facets are counted within."""
        return replace(self, **_UNCHOSEN, fit=None, order=Order.NEWEST)

    @property
    def unfitted(self) -> Search:
        """The same for everybody, facets apart: what one’s own fit is then looked for in."""
        order = Order.NEWEST if self.order is Order.FIT else self.order
        return replace(self, **_UNCHOSEN, fit=None, order=order)

    @property
    def asks_for_fit(self) -> bool:
        return self.fit is not None or self.order is Order.FIT


_UNCHOSEN: dict[str, Any] = {"regions": (), "employers": (), "routes": (), "categories": ()}


# Who employs and where, as everybody may read it: the twins of `Opening.employer` and `.place`.
EMPLOYER: ColumnElement[str] = case(
    (Opening.is_confidential, CONFIDENTIAL), else_=Organization.name
).label("employer")
PLACE: ColumnElement[str] = case(
    (Opening.is_confidential, Department.name), else_=Municipality.name
).label("place")

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
    EMPLOYER,
    PLACE,
)


@lru_cache(maxsize=256)
def lines(search: Search, dialect: str, *, first: int = 0, count: int = 1000) -> Select[Any]:
    """One page of what is found, in the order asked: what a line of a list or of an export shows.

    The page is cut before anything is joined to it, so that what is not on it costs little. Built
    once for a search (and for a database, whose words are asked its own way): it is asked with
    `instants(at)`.
    """
    query, keys = in_order(search)
    page = query.add_columns(*(key.element.label(f"key_{place}") for place, key in enumerate(keys)))
    cut = page.order_by(*keys).offset(first).limit(count).subquery("page")
    again = (
        cut.c[f"key_{place}"].desc() if key.modifier is desc_op else cut.c[f"key_{place}"]
        for place, key in enumerate(keys)
    )
    return joined(select(*LINE).join(cut, cut.c.id == Opening.id)).order_by(*again)


def in_order(search: Search) -> tuple[Select[int], list[UnaryExpression[Any]]]:
    """The ids of all that is found, and what they are sorted by; asked with `instants(at)`."""
    keys: list[UnaryExpression[Any]] = [Opening.publish_at.desc(), Opening.id.desc()]
    query = select(Opening.id).where(live_when_asked(), *narrowing(search), *chosen(search))
    matching = words.matching(KIND, search.words)
    if matching is not None:
        query = query.join(matching, matching.c.object_id == Opening.id)
        if search.order is Order.RELEVANCE:
            keys = [matching.c.in_title.desc(), *keys]
    if search.order is Order.CLOSING:
        keys = [Opening.closes_at.asc(), Opening.id.asc()]
    elif search.order is Order.NEAREST and search.origin:
        keys = [chord(Opening.latitude, Opening.longitude, search.origin).asc(), *keys]
    return query, keys


def joined(query: Select[Any]) -> Select[Any]:
    return (
        query.join(Organization, Organization.id == Opening.organization_id)
        .join(Municipality, Municipality.code == Opening.municipality_code)
        .join(Department, Department.code == Municipality.department_code)
    )


def named_by(organization_id: int) -> ColumnElement[bool]:
    """The openings of an organization, as everybody may know them: those it signs."""
    return and_(Opening.organization_id == organization_id, ~Opening.is_confidential)


def narrowing(search: Search) -> list[ColumnElement[bool]]:
    """The conditions, words apart, that no facet counts; asked with `instants(at)`."""
    conditions: list[ColumnElement[bool]] = []
    if search.department:
        conditions.append(Opening.department_code == search.department)
    if search.origin:
        conditions.append(within(Opening.latitude, Opening.longitude, search.origin, search.radius))
    if search.organization_id:
        conditions.append(named_by(search.organization_id))
    if search.competency_id:
        conditions.append(asks_for(search.competency_id, search.level))
    if search.epci:
        conditions.append(Opening.epci_siren == search.epci)
    if search.telework:
        conditions.append(Opening.telework_days >= search.telework)
    if search.pay:
        conditions.append(Opening.pay_max >= search.pay)
    if search.since:
        conditions.append(came_lately(search.since))
    if search.closing_soon:
        conditions.append(closing_soon())
    return conditions


def asks_for(competency_id: int, level: int | None = None) -> ColumnElement[bool]:
    """Whether an opening asks for an item, at a level or more: asked of each live opening.

    The other way round, from the item to the openings, would go through all the closed ones.
    """
    asked = exists().where(
        Requirement.requirement_set_id == Opening.requirement_set_id,
        Requirement.competency_id == competency_id,
    )
    return asked.where(Requirement.level >= level) if level else asked


def said(search: Search) -> list[ColumnElement[bool]]:
    """The words, where their order does not matter."""
    matching = words.matching(KIND, search.words)
    return [] if matching is None else [Opening.id.in_(select(matching.c.object_id))]


def chosen(search: Search) -> list[ColumnElement[bool]]:
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


class Asked(NamedTuple):
    """A level that a line asks for: what `matching.match` compares, without its object."""

    requirement_set_id: int
    competency_id: int
    level: int
    weight: int
    need: Need
    is_mandatory: bool
    edition_id: int


def asked_by(set_ids: Collection[int]) -> dict[int, list[Asked]]:
    """What the lines of a page ask for, required first, the heaviest first."""
    asked: dict[int, list[Asked]] = {}
    for row in db.session.execute(_ASKED, {"set_ids": set_ids}):
        asked.setdefault(row.requirement_set_id, []).append(Asked(*row))
    return asked


_ASKED = (
    select(
        Requirement.requirement_set_id,
        Requirement.competency_id,
        Requirement.level,
        Requirement.weight,
        Requirement.need,
        Requirement.is_mandatory,
        RequirementSet.edition_id,
    )
    .join(RequirementSet, RequirementSet.id == Requirement.requirement_set_id)
    .where(Requirement.requirement_set_id.in_(bindparam("set_ids", expanding=True)))
    .order_by(
        Requirement.requirement_set_id,
        Requirement.need.desc(),
        Requirement.weight.desc(),
        Requirement.id,
    )
)
