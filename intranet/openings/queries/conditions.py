"""What a search makes of the openings: conditions on one table, and whose words they are in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from json import dumps

from sqlalchemy import ColumnElement, String, and_, cast, exists, false, or_

from intranet.competencies.models import Requirement
from intranet.openings.models import Opening, mask_of
from intranet.openings.queries.live import came_lately, closing_soon
from intranet.openings.queries.searches import Search
from intranet.places.queries import within
from intranet.places.shapes import is_overseas, neighbours_of


def named_by(organization_id: int) -> ColumnElement[bool]:
    """The openings of an organization, as everybody may know them: those it signs."""
    return and_(Opening.organization_id == organization_id, ~Opening.is_confidential)


def narrowing(search: Search) -> list[ColumnElement[bool]]:
    """The conditions, words apart, that no facet counts; asked with `instants(at)`."""
    return [*_where(search), *_what(search), *_when(search)]


def _where(search: Search) -> Iterator[ColumnElement[bool]]:
    if search.department:
        around = neighbours_of(search.department) if search.neighbours else ()
        yield Opening.department_code.in_((search.department, *around))
    if search.around:
        point, region = search.around.point, search.around.region_code
        yield within(Opening.latitude, Opening.longitude, point, search.radius)
        if is_overseas(region):  # a radius crosses no sea
            yield Opening.region_code == region
    if search.organization_id:
        yield named_by(search.organization_id)
    if search.epci:
        yield Opening.epci_siren == search.epci


def _what(search: Search) -> Iterator[ColumnElement[bool]]:
    if search.competency_id:
        yield asks_for(search.competency_id, search.level)
    if search.grades is not None:
        yield open_to(search.grades)
    if search.telework:
        yield Opening.telework_days >= search.telework
    if search.pay:
        yield Opening.pay_max >= search.pay


def _when(search: Search) -> Iterator[ColumnElement[bool]]:
    if search.since:
        yield came_lately(search.since)
    if search.closing_soon:
        yield closing_soon()


def open_to(grades: Collection[str]) -> ColumnElement[bool]:
    """Whether an opening names one of these grades: its list is kept as JSON, each name quoted."""
    kept = cast(Opening.grades, String)
    return or_(false(), *(kept.contains(dumps(grade), autoescape=True) for grade in grades))


def asks_for(competency_id: int, level: int | None = None) -> ColumnElement[bool]:
    """Whether an opening asks for an item, at a level or more: asked of each live opening.

    The other way round, from the item to the openings, would go through all the closed ones.
    """
    asked = exists().where(
        Requirement.requirement_set_id == Opening.requirement_set_id,
        Requirement.competency_id == competency_id,
    )
    return asked.where(Requirement.level >= level) if level else asked


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
