"""How many openings answer a search, by facet; and what need not be reckoned twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import cast

from sqlalchemy import func, select

from intranet.kit.db import db
from intranet.kit.kept import Kept
from intranet.openings.models import BoardStamp, Category, Opening, Route, mask_of, routes_in
from intranet.openings.queries.board import said
from intranet.openings.queries.conditions import chosen, narrowing
from intranet.openings.queries.live import instants, live
from intranet.openings.queries.searches import Search
from intranet.organizations.models import Kind

Cell = tuple[str, Kind, Category | None, int, int]  # region, employer, category, routes, how many


# Three answers a search, one of them of a megabyte where a common word is looked for among 100,000
# openings: what strangers type may not fill the memory.
kept = Kept(96)


@dataclass(frozen=True)
class Tally:
    """How many openings answer, by facet. A facet's own choices do not lower its own counts."""

    cells: Sequence[Cell]
    search: Search
    # While this is true, answers given still hold: the moment, then whose levels it goes by.
    kept_under: tuple[object, ...] | None = None
    ranked: Sequence[int] | None = None  # the openings found, where one’s own fit sorts them
    regions: Counter[str] = field(default_factory=Counter)
    employers: Counter[Kind] = field(default_factory=Counter)
    routes: Counter[Route] = field(default_factory=Counter)
    categories: Counter[Category] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        missed_by = facets_missed(self.search)
        by_mask: Counter[int] = Counter()
        for region, employer, category, routes, count in self.cells:
            misses = missed_by((region, employer, category, routes))
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

    @property
    def moment(self) -> tuple[object, ...] | None:
        """The board as it is, in this minute: what holds whoever reads is kept under this."""
        return self.kept_under[:2] if self.kept_under else None

    @cached_property
    def total(self) -> int:
        """How many answer the whole search."""
        wanted = self.search.regions
        return sum(
            count for region, count in self.regions.items() if not wanted or region in wanted
        )


Facets = tuple[str, Kind, Category | None, int]  # region, employer, category, routes


def facets_missed(search: Search) -> Callable[[Facets], list[bool]]:
    """Which of the choices of a search an opening with these facets does not answer, one by one."""
    regions, employers = set(search.regions), set(search.employers)
    categories, mask = set(search.categories), mask_of(search.routes)

    def missed(facets: Facets) -> list[bool]:
        region, employer, category, routes = facets
        return [
            bool(regions) and region not in regions,
            bool(employers) and employer not in employers,
            bool(categories) and category not in categories,
            bool(mask) and not routes & mask,
        ]

    return missed


def tally(search: Search, at: datetime) -> Tally:
    """The counts of every facet and the total, from one grouped statement.

    It reads every live opening, so its answers are kept: as long as no opening changes, and for
    the minute at most, since openings also close by themselves.
    """
    moment = moment_of(at)
    if moment is None:
        return Tally(_cells(search, at), search)
    cells = kept(("cells", *moment, search.narrowed), lambda: _cells(search, at))
    return kept(("tally", *moment, search), lambda: Tally(cells, search, moment))


def moment_of(at: datetime) -> tuple[object, ...] | None:
    """What is reckoned in this minute, of the board as it is, may be kept under this."""
    return BoardStamp.in_minute(at)


def _cells(search: Search, at: datetime) -> Sequence[Cell]:
    facets = (Opening.region_code, Opening.employer_kind, Opening.category, Opening.routes_mask)
    query = select(*facets, func.count()).where(live(at), *narrowing(search), *said(search))
    rows = db.session.execute(query.group_by(*facets), instants(at)).all()
    return cast("Sequence[Cell]", rows)


def counts(searches: Iterable[Search], at: datetime) -> list[int]:
    """How many each of several searches would find, in one statement."""
    asked = [
        select(func.count())
        .select_from(Opening)
        .where(live(at), *narrowing(search), *said(search), *chosen(search))
        .scalar_subquery()
        for search in searches
    ]
    return list(db.session.execute(select(*asked), instants(at)).one()) if asked else []
