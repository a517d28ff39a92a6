"""A page of the board: its lines, and what each asks for; kept while none of them ends."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from intranet.kit.db import db
from intranet.kit.kept import Kept
from intranet.openings.models import FRESH_FOR, Opening
from intranet.openings.queries.board import LINE, Asked, asked_by, joined, lines
from intranet.openings.queries.counting import Tally
from intranet.openings.queries.live import instants, live_when_asked

LONGEST_KEPT = 50  # lines; the others are for spreadsheets
_kept = Kept(64)  # of a few dozen kilobytes each


@dataclass(frozen=True)
class Page:
    """Lines, in their order, and by requirement set what they ask for."""

    lines: Sequence[Row[Any]] = ()
    asked: Mapping[int, Sequence[Asked]] = field(default_factory=dict)

    def holds(self, at: datetime) -> bool:
        """Whether all of it still is live."""
        return all(
            line.closes_at > at and line.last_confirmed_at > at - FRESH_FOR for line in self.lines
        )


def page_of(tally: Tally, at: datetime, *, first: int, count: int) -> Page:
    """One page of what is found, in two statements, then in none.

    Ordering all that holds a common word, or looking for the few that all filters leave, is what
    costs. A page holds as the counts do; but for what ended meanwhile, which is not on it any more.
    """
    if tally.kept_under is None or count > LONGEST_KEPT:
        return _page(_lines(tally, at, first, count))
    key = (*tally.kept_under, tally.search, first, count)
    known: Page = _kept(key, lambda: _page(_lines(tally, at, first, count)))
    if known.holds(at):
        return known
    _kept.forget(key)
    left = [line.id for line in known.lines]
    return _kept(key, lambda: _page(_in_their_order(left, at)))


def these(opening_ids: Collection[int], at: datetime) -> Sequence[Row[Any]]:
    """The lines of these openings, in no order; of those that are still live."""
    return db.session.execute(_THESE, {"ids": list(opening_ids), **instants(at)}).all()


_THESE = joined(
    select(*LINE).where(Opening.id.in_(bindparam("ids", expanding=True)), live_when_asked())
)


def _page(found: Sequence[Row[Any]]) -> Page:
    return Page(found, asked_by([line.requirement_set_id for line in found]))


def _lines(tally: Tally, at: datetime, first: int, count: int) -> Sequence[Row[Any]]:
    if tally.ranked is not None:
        return _in_their_order(tally.ranked[first : first + count], at)
    asked = lines(tally.search, db.engine.dialect.name, first=first, count=count)
    return db.session.execute(asked, instants(at)).all()


def _in_their_order(ids: Sequence[int], at: datetime) -> Sequence[Row[Any]]:
    places = {opening_id: place for place, opening_id in enumerate(ids)}
    return sorted(these(ids, at), key=lambda row: places[row.id])
