"""How immersions are found: by place, by what one may learn there, by what I would gain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    exists,
    func,
    select,
)
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from intranet.competencies.models import HIGHEST
from intranet.kit.db import db
from intranet.kit.handed import table_of
from intranet.openings.models import (
    Immersion,
    ImmersionSkill,
    ImmersionSlot,
)
from intranet.openings.queries.searches import Around
from intranet.openings.queries.team import is_recruited_for
from intranet.places.models import Municipality
from intranet.places.queries import within

Levels = Mapping[int, int | None]


@dataclass(frozen=True, kw_only=True)
class ImmersionSearch:
    """What is looked for."""

    around: Around | None = None
    radius: int = 50
    region: str | None = None
    department: str | None = None
    competency_id: int | None = None
    level: int | None = None
    for_me: bool = False  # what I would gain most by, first

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.region:
            found.append(Immersion.region_code == self.region)
        if self.department:
            found.append(Municipality.department_code == self.department)
        if self.around:
            found.append(
                within(
                    Municipality.latitude, Municipality.longitude, self.around.point, self.radius
                )
            )
        if self.competency_id:
            taught = exists().where(
                ImmersionSkill.immersion_id == Immersion.id,
                ImmersionSkill.competency_id == self.competency_id,
            )
            found.append(taught.where(ImmersionSkill.level >= self.level) if self.level else taught)
        return found


def count_found(search: ImmersionSearch, on: date) -> int:
    counted = select(func.count()).select_from(_narrowed(search, on).subquery())
    return db.session.scalar(counted) or 0


def page_found(
    search: ImmersionSearch, on: date, levels: Levels | None, *, first: int, count: int
) -> Sequence[Row[Any]]:
    """A page of (immersion, first day one may ask for, places left, levels gained)."""
    slots, query = _open_slots(on), _narrowed(search, on)
    order: list[Any] = [slots.c.next_on, Immersion.id]
    ids = query.subquery("found")
    page = (
        select(Immersion, slots.c.next_on, slots.c.places_left)
        .join(ids, ids.c.id == Immersion.id)
        .join(slots, slots.c.immersion_id == Immersion.id)
        .join(Immersion.organization)
        .join(Immersion.municipality)
        .options(
            contains_eager(Immersion.organization),
            contains_eager(Immersion.municipality),
            selectinload(Immersion.skills),
        )
    )
    if search.for_me and levels:
        gains = _gains(levels)
        page = page.outerjoin(gains, gains.c.immersion_id == Immersion.id)
        order = [func.coalesce(gains.c.gained, 0).desc(), *order]
    return db.session.execute(page.order_by(*order).offset(first).limit(count)).all()


def _narrowed(search: ImmersionSearch, on: date) -> Select[int]:
    slots = _open_slots(on)
    return (
        select(Immersion.id)
        .join(slots, slots.c.immersion_id == Immersion.id)
        .join(Municipality, Municipality.code == Immersion.municipality_code)
        .where(_is_offered(), *search.conditions())
    )


def _is_offered() -> ColumnElement[bool]:
    """Still proposed, by an employer where somebody is there to answer."""
    return and_(Immersion.closed_at.is_(None), is_recruited_for(Immersion.organization_id))


def _open_slots(on: date | BindParameter[date]) -> Subquery:
    """Of each immersion that still has room: the first day, and how many places are left."""
    return (
        select(
            ImmersionSlot.immersion_id,
            func.min(ImmersionSlot.starts_on).label("next_on"),
            func.sum(ImmersionSlot.places - ImmersionSlot.taken).label("places_left"),
        )
        .where(ImmersionSlot.starts_on > on, ImmersionSlot.taken < ImmersionSlot.places)
        .group_by(ImmersionSlot.immersion_id)
        .subquery("open_slots")
    )


def _gains(levels: Levels) -> Subquery:
    """How many levels each immersion would add to these; what nobody has said gains nothing yet."""
    mine = _said(levels)
    more = case((ImmersionSkill.level > mine.c.level, ImmersionSkill.level - mine.c.level), else_=0)
    return (
        select(ImmersionSkill.immersion_id, func.sum(more).label("gained"))
        .join(mine, mine.c.competency_id == ImmersionSkill.competency_id)
        .group_by(ImmersionSkill.immersion_id)
        .subquery("gains")
    )


def _said(levels: Levels) -> CTE:
    """The levels as a table. « Sans objet »: there is nothing one wants to learn of it."""
    said = [(item, HIGHEST if level is None else level) for item, level in levels.items()]
    return table_of("mine", ("competency_id", "level"), said)


def whole() -> Select[Immersion]:
    """With all that its page shows."""
    return (
        select(Immersion)
        .join(Immersion.organization)
        .join(Immersion.municipality)
        .options(
            contains_eager(Immersion.organization),
            contains_eager(Immersion.municipality).joinedload(Municipality.region),
            joinedload(Immersion.author),
            selectinload(Immersion.skills),
            selectinload(Immersion.slots),
        )
    )


def offered_by(organization_id: int) -> Select[Immersion]:
    """What an organization offers, the newest first."""
    return whole().where(Immersion.organization_id == organization_id).order_by(Immersion.id.desc())


def teaching(competency_id: int, on: date, most: int) -> Sequence[Immersion]:
    """Where an item may be learnt, the soonest first."""
    given = {"item": competency_id, "on": on, "most": most}
    return db.session.scalars(_teaching(), given).unique().all()


@cache
def _teaching() -> Select[Immersion]:
    slots, skill = _open_slots(bindparam("on", type_=Date())), ImmersionSkill
    taught = exists().where(
        skill.immersion_id == Immersion.id, skill.competency_id == bindparam("item")
    )
    query = whole().join(slots, slots.c.immersion_id == Immersion.id)
    query = query.where(_is_offered(), taught)
    return query.order_by(slots.c.next_on, Immersion.id).limit(bindparam("most", type_=Integer()))
