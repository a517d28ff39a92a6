"""The board of needs: what is lacking where, as the timer last counted it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from sqlalchemy import and_, func, select

from intranet.career.models import EVERYWHERE, MonthlyNeed, RegionalNeed
from intranet.career.tension import Lack
from intranet.kit.db import db, every


class Order(StrEnum):
    """What the board is sorted by."""

    UNMET = "sans-reponse"
    TENSION = "tension"
    DEMAND = "offres"
    GAPS = "ecarts"
    WISHES = "demandes"


ORDER_LABELS = {
    Order.UNMET: "Sans réponse",
    Order.TENSION: "Tension",
    Order.DEMAND: "Offres",
    Order.GAPS: "Personnes en écart",
    Order.WISHES: "Demandes",
}


@dataclass(frozen=True)
class Wanted:
    """What is asked of the board; `until`: the first day of the last month that counts."""

    items: Collection[int]
    region: str | None = None
    until: date | None = None
    order: Order = Order.UNMET


@dataclass(frozen=True)
class NeedLine:
    """One item in one region. People are by fives; None where they are too few to be told."""

    competency_id: int
    region: str
    gaps: int | None
    wishes: int | None
    lack: Lack
    runs: int
    counted_at: datetime

    @property
    def is_a_need(self) -> bool:
        """Somebody asks for it, aims at it, or looks for a session: runs alone are no need."""
        return bool(self.lack.demand) or self.gaps != 0 or self.wishes != 0


Key = Callable[[NeedLine], tuple[object, ...]]
_KEYS: Mapping[Order, Key] = {
    Order.UNMET: lambda line: (-line.lack.most_unmet, -(line.lack.tension or Fraction(0))),
    Order.TENSION: lambda line: (-(line.lack.tension or Fraction(-1)), -line.lack.demand),
    Order.DEMAND: lambda line: (-line.lack.demand, -line.lack.most_unmet),
    Order.GAPS: lambda line: (-(line.gaps or 0), -line.lack.most_unmet),
    Order.WISHES: lambda line: (-(line.wishes or 0), line.wishes == 0, -line.lack.most_unmet),
}


def needs(wanted: Wanted) -> list[NeedLine]:
    """Every line of the board, in the order asked: one statement, of the figures that are kept.

    There are as many as items and regions at most, however many people and openings there are.
    """
    lines = [line for line in _lines(wanted) if line.is_a_need]
    sort = _KEYS[wanted.order]
    return sorted(lines, key=lambda line: (*sort(line), line.competency_id, line.region))


def need_of(competency_id: int, region: str) -> NeedLine | None:
    """One item in one region, or everywhere."""
    found = _lines(Wanted(items=(competency_id,), region=region))
    return found[0] if found else None


def unmet_by_region(lines: Sequence[NeedLine]) -> Mapping[str, int]:
    """For the map: what is unmet, at most, in each region."""
    found: Counter[str] = Counter()
    for line in lines:
        found[line.region] += line.lack.most_unmet
    return found


def months_of(competency_id: int, region: str) -> Mapping[date, MonthlyNeed]:
    """What begins in each of the coming months; those when nothing does are absent."""
    rows = every(
        select(MonthlyNeed).where(
            MonthlyNeed.competency_id == competency_id, MonthlyNeed.region_code == region
        )
    )
    return {row.month: row for row in rows}


def counted_at() -> datetime | None:
    """Of when the figures are; None before the first time."""
    return db.session.scalar(select(func.max(RegionalNeed.counted_at)))


def _lines(wanted: Wanted) -> list[NeedLine]:
    begun = and_(
        MonthlyNeed.competency_id == RegionalNeed.competency_id,
        MonthlyNeed.region_code == RegionalNeed.region_code,
    )
    if wanted.until:
        begun = and_(begun, MonthlyNeed.month <= wanted.until)
    region = RegionalNeed.region_code
    query = (
        select(
            RegionalNeed,
            func.coalesce(func.sum(MonthlyNeed.openings), 0),
            func.coalesce(func.sum(MonthlyNeed.runs), 0),
            func.coalesce(func.sum(MonthlyNeed.seats), 0),
        )
        .outerjoin(MonthlyNeed, begun)
        .where(
            RegionalNeed.competency_id.in_(wanted.items),
            region != EVERYWHERE if wanted.region is None else region == wanted.region,
        )
        .group_by(*RegionalNeed.__table__.columns)
    )
    return [
        NeedLine(
            need.competency_id,
            need.region_code,
            need.gaps,
            need.wishes,
            Lack(openings, need.supply, seats),
            runs,
            need.counted_at,
        )
        for need, openings, runs, seats in db.session.execute(query)
    ]
