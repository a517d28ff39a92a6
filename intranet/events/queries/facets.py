"""How many meetings each choice of the agenda would give, each facet without its own filter."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from intranet.competencies.models import CompetencyLink
from intranet.competencies.queries import NoEdition, in_force
from intranet.events.models import Event, Organizer, Talk, event_region
from intranet.events.queries.agenda import (
    Wanted,
    asked_of,
    in_programme,
    with_materials,
    with_practice,
    with_seats,
)
from intranet.events.queries.days import Days, clocks_given, days_at, given_at
from intranet.kit.db import UtcDateTime, db
from intranet.organizations.models import Organization

Counts = Mapping[str, Mapping[str, int]]  # by facet, by value
YES = "oui"
THEME = "theme"


def counts_by_facet(wanted: Wanted, themes: Collection[Domain], at: datetime) -> Counts:
    """In one statement, whatever is asked."""
    build = _counted if wanted.is_told_by_itself else _counted.__wrapped__
    about, found = tuple(themes), dict[str, dict[str, int]]()
    given = {"at": at, **given_at(at)}
    for facet, value, count in db.session.execute(build(wanted, about, days_at(at)), given):
        if count:
            named = about[int(value)].code if facet == THEME else value
            found.setdefault(facet, {})[named] = count
    return found


@lru_cache(maxsize=32)
def _counted(wanted: Wanted, themes: tuple[Domain, ...], days: Days) -> CompoundSelect[Any]:
    """That statement, built once for what is asked often; its instant is given when it is asked."""
    at = bindparam("at", type_=UtcDateTime())
    number = func.count(Event.id.distinct())
    regions = _of("region", event_region.c.region_code, replace(wanted, regions=()), number)
    networks = _of("reseau", Organization.kind, replace(wanted, networks=()), number)
    parts: list[Select[str, str, int]] = [
        regions.join(event_region, event_region.c.event_id == Event.id),
        networks.join(Organizer, Organizer.event_id == Event.id).join(
            Organization, Organization.id == Organizer.organization_id
        ),
        _yes("supports", replace(wanted, with_materials=False), with_materials()),
        _yes("fiche", replace(wanted, with_practice=False), with_practice()),
        _yes("places", replace(wanted, seats_at=None), with_seats(days, at, clocks_given())),
    ]
    # Written out, as hundreds of values would otherwise be sent again with each question.
    places: dict[ColumnElement[int], ColumnElement[str]] = {
        literal_column(str(item)): literal_column(f"'{place}'")
        for place, theme in enumerate(themes)
        for item in theme.items
    }
    if places:
        named = case(places, value=CompetencyLink.competency_id)
        about = _of(THEME, named, replace(wanted, themes=()), number)
        parts.append(
            about.join(Talk, Talk.event_id == Event.id)
            .join(CompetencyLink, CompetencyLink.subject_id == Talk.id)
            .where(
                CompetencyLink.subject_type == "talk",
                CompetencyLink.competency_id.in_(list(places)),
                in_programme(),
            )
        )
    grouped = [part.group_by(part.selected_columns[1]) for part in parts[:2] + parts[5:]]
    return union_all(*grouped, *parts[2:5])


@dataclass(frozen=True)
class Domain:
    """A domain of the referential: what meetings are about, by the items of their presentations."""

    code: str
    title: str
    items: tuple[int, ...]


def domains() -> list[Domain]:
    """Those of the edition in force; none before the first one."""
    try:
        catalogue = in_force()
    except NoEdition:
        return []
    under: dict[int, list[int]] = {}
    for item in catalogue.items.values():
        under.setdefault(catalogue.domain_of(item).competency_id, []).append(item.competency_id)
    return [
        Domain(one.code, one.title, tuple(under[one.competency_id])) for one in catalogue.domains
    ]


def _of(
    facet: str, value: Any, wanted: Wanted, number: ColumnElement[int]
) -> Select[str, str, int]:
    return (
        select(literal(facet), value, number)
        .select_from(Event)
        .where(Event.published_at.is_not(None), *asked_of(wanted))
    )


def _yes(facet: str, wanted: Wanted, holds: ColumnElement[bool]) -> Select[str, str, int]:
    return _of(facet, literal(YES), wanted, func.count(Event.id)).where(holds)
