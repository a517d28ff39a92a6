"""How many openings answer a search, by facet; and what need not be reckoned twice."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar, cast

from sqlalchemy import Row, bindparam, func, select

from intranet.kit.db import db
from intranet.openings.models import BoardStamp, Category, Opening, Route, mask_of, routes_in
from intranet.openings.queries.board import (
    LINE,
    Search,
    chosen,
    joined,
    lines,
    narrowing,
    said,
)
from intranet.openings.queries.live import instants, live, live_when_asked
from intranet.organizations.models import Kind

T = TypeVar("T")

Cell = tuple[str, Kind, Category | None, int, int]  # region, employer, category, routes, how many


@dataclass(frozen=True)
class Tally:
    """How many openings answer, by facet. A facet's own choices do not lower its own counts."""

    cells: Sequence[Cell]
    search: Search
    kept_under: tuple[object, ...] | None = None  # while this is true, answers given still hold
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
    """The counts of every facet and the total, from one grouped statement.

    It reads every live opening, so its answers are kept: as long as no opening changes, and for
    the minute at most, since openings also close by themselves.
    """
    stamp = db.session.scalar(_STAMP)
    if stamp is None:
        return Tally(_cells(search, at), search)
    moment = (stamp, int(at.timestamp() // 60))
    cells = _kept(("cells", *moment, search.narrowed), lambda: _cells(search, at))
    return _kept(("tally", *moment, search), lambda: Tally(cells, search, moment))


def page_of(tally: Tally, at: datetime, *, first: int, count: int) -> Sequence[Row[Any]]:
    """The lines of one page, in one statement.

    Ordering all that holds a common word is what costs: which openings are on the page is kept,
    as the counts are; what each says, and whether it is still live, is read anew.
    """
    search = tally.search
    asked = lines(search, db.engine.dialect.name, first=first, count=count)
    if not search.words or tally.kept_under is None:
        return db.session.execute(asked, instants(at)).all()
    key = ("page", *tally.kept_under, search, first, count)
    if key in _answers:
        ids = _answers[key]
        rows = these(ids, at)
        return sorted(rows, key=lambda row: ids.index(row.id))
    rows = db.session.execute(asked, instants(at)).all()
    _kept(key, lambda: [row.id for row in rows])
    return rows


def these(opening_ids: Collection[int], at: datetime) -> Sequence[Row[Any]]:
    """The lines of these openings, in no order; of those that are still live."""
    return db.session.execute(_THESE, {"ids": list(opening_ids), **instants(at)}).all()


_STAMP = select(BoardStamp.word)
_THESE = joined(
    select(*LINE).where(Opening.id.in_(bindparam("ids", expanding=True)), live_when_asked())
)
_answers: OrderedDict[Any, Any] = OrderedDict()
MOST_KEPT = 512


def _kept(key: tuple[object, ...], answer: Callable[[], T]) -> T:
    """What was answered under this key, else the answer, kept from now on."""
    if key not in _answers:
        _answers[key] = answer()
        if len(_answers) > MOST_KEPT:
            _answers.popitem(last=False)
    found: T = _answers[key]
    return found


def _cells(search: Search, at: datetime) -> Sequence[Cell]:
    facets = (Opening.region_code, Opening.employer_kind, Opening.category, Opening.routes_mask)
    query = select(*facets, func.count()).where(live(at), *narrowing(search), *said(search))
    rows = db.session.execute(query.group_by(*facets), instants(at)).all()
    return cast("Sequence[Cell]", rows)


def count_live(at: datetime) -> int:
    """How many one may answer today."""
    return tally(Search(), at).total


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
