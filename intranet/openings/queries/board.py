"""The board: what is found, in which order, and what a line of it says."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    UnaryExpression,
    bindparam,
    case,
    select,
)
from sqlalchemy.sql.operators import desc_op

from intranet.competencies.models import Need, Requirement, RequirementSet
from intranet.competencies.synonyms import ALIKE
from intranet.kit import search as words
from intranet.kit.db import db
from intranet.openings.models import CONFIDENTIAL, Opening
from intranet.openings.queries.conditions import chosen, narrowing
from intranet.openings.queries.live import live_when_asked
from intranet.openings.queries.searches import Order, Search
from intranet.organizations.models import Organization
from intranet.places.models import Department, Municipality
from intranet.places.queries import chord

KIND = "opening"  # in the search over everything

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
    Opening.last_confirmed_at,
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
    matching = words.matching(KIND, search.words, ALIKE)
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


def said(search: Search) -> list[ColumnElement[bool]]:
    """The words, where their order does not matter."""
    matching = words.matching(KIND, search.words, ALIKE)
    return [] if matching is None else [Opening.id.in_(select(matching.c.object_id))]


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
