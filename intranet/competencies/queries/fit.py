"""How far one person’s levels answer thousands of demands at once: one statement, exact integers.

The same figures as `matching.match`, computed where the demands are. Every level divides twelve:
counted in twelfths, what is reached of a demand is a whole number, and so are all the sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    Subquery,
    and_,
    case,
    func,
    literal,
    select,
)

from intranet.competencies.matching import Status
from intranet.competencies.models import Need, Requirement
from intranet.kit.db import db
from intranet.kit.handed import table_of

TWELFTHS = 12  # the least number that each level of a demand (1 to 4) divides
# Two scores differ by at least 1 / (12 × weight)², so that this many parts of one never confuse
# them while all that is asked weighs less than 80,000; and they still fit in 63 bits.
FINE = 10**12


@dataclass(frozen=True)
class Fit:
    """How a person answers one demand: what `matching.Match` says, without its lines."""

    requirement_set_id: int
    twelfths: int  # of what is reached, weighed
    weight: int
    known: int  # the weight of what the person answered
    unknown: int  # how many answers are missing
    blocking: int
    to_confirm: int

    @property
    def lowest(self) -> Fraction | None:
        return Fraction(self.twelfths, TWELFTHS * self.weight) if self.weight else None

    @property
    def highest(self) -> Fraction | None:
        if not self.weight:
            return None
        hoped = self.twelfths + TWELFTHS * (self.weight - self.known)
        return Fraction(hoped, TWELFTHS * self.weight)

    @property
    def known_share(self) -> Fraction | None:
        return Fraction(self.known, self.weight) if self.weight else None

    @property
    def status(self) -> Status:
        if not self.weight:
            return Status.NOTHING_ASKED
        if self.blocking:
            return Status.BLOCKED
        if self.to_confirm:
            return Status.TO_CONFIRM
        return Status.MATCH if self.lowest == 1 else Status.GAP


def fits(sets: Select[int], levels: Mapping[int, int | None]) -> Subquery:
    """For each requirement set of a query of their ids: how these levels answer it.

    What a board joins to what it lists. `is_blocked`, `score` and `share` are to be ranked by, in
    this order (`order` has them); what nothing is required of has the score -1: none.
    """
    wanted = sets.subquery("wanted")
    [set_id] = wanted.c
    mine = levels_as_table(levels)
    required = and_(Requirement.requirement_set_id == set_id, Requirement.need == Need.REQUIRED)
    is_known = mine.c.level.is_not(None)
    sums = (
        select(
            set_id.label("requirement_set_id"),
            _reached(mine.c.level).label("twelfths"),
            _sum(Requirement.weight).label("weight"),
            _sum(case((is_known, Requirement.weight))).label("known"),
            (func.count(Requirement.id) - func.count(mine.c.level)).label("unknown"),
            _sum(case((and_(Requirement.is_mandatory, mine.c.level < Requirement.level), 1))).label(
                "blocking"
            ),
            _sum(case((and_(Requirement.is_mandatory, mine.c.level.is_(None)), 1))).label(
                "to_confirm"
            ),
        )
        .select_from(wanted)
        .outerjoin(Requirement, required)
        .outerjoin(mine, mine.c.competency_id == Requirement.competency_id)
        .group_by(set_id)
        .subquery("sums")
    )
    return select(
        sums,
        case((sums.c.blocking > 0, 1), else_=0).label("is_blocked"),
        _per(sums.c.twelfths, TWELFTHS * sums.c.weight).label("score"),
        _per(sums.c.known, sums.c.weight).label("share"),
    ).subquery("fits")


def risen(
    sets: Select[int], before: Mapping[int, int | None], after: Mapping[int, int | None]
) -> Subquery:
    """For each requirement set: the `twelfths` reached with some levels, `then` with others, of `weight`.

    Read once for both.
    """
    wanted = sets.subquery("wanted")
    [set_id] = wanted.c
    rows = [(item, before.get(item) or 0, after.get(item) or 0) for item in {*before, *after}]
    both = table_of("both", ("competency_id", "level", "later"), rows)
    required = and_(Requirement.requirement_set_id == set_id, Requirement.need == Need.REQUIRED)
    return (
        select(
            set_id.label("requirement_set_id"),
            _reached(both.c.level).label("twelfths"),
            _reached(both.c.later).label("then"),
            _sum(Requirement.weight).label("weight"),
        )
        .select_from(wanted)
        .outerjoin(Requirement, required)
        .outerjoin(both, both.c.competency_id == Requirement.competency_id)
        .group_by(set_id)
        .subquery("risen")
    )


def _reached(level: ColumnElement[int]) -> ColumnElement[int]:
    """What a level reaches of what is required, weighed, in twelfths; nothing where it is not said."""
    part = case((level < Requirement.level, level), else_=Requirement.level)
    weighed = Requirement.weight * part * (literal(TWELFTHS) // Requirement.level)
    return _sum(case((level.is_not(None), weighed)))


def order(found: Subquery) -> tuple[Any, ...]:
    """Not blocked first, then what is surely reached, then how much of it is known."""
    return (
        found.c.is_blocked,
        found.c.score.desc(),
        found.c.share.desc(),
        found.c.requirement_set_id,
    )


def ranked(
    sets: Select[int], levels: Mapping[int, int | None], *, first: int = 0, count: int = 20
) -> list[Fit]:
    """One page of the demands that a person answers best, in one statement."""
    found = fits(sets, levels)
    columns = [found.c[name] for name in Fit.__dataclass_fields__]
    page = select(*columns).order_by(*order(found)).offset(first).limit(count)
    return [Fit(*row) for row in db.session.execute(page)]


def levels_as_table(levels: Mapping[int, int | None]) -> CTE:
    """The levels as a table: « sans objet » is an answer, that reaches nothing."""
    said = [(competency_id, level or 0) for competency_id, level in levels.items()]
    return table_of("mine", ("competency_id", "level"), said)


def _sum(of: SQLColumnExpression[Any]) -> ColumnElement[int]:
    return func.coalesce(func.sum(of, type_=BigInteger), 0)


def _per(part: ColumnElement[int], whole: ColumnElement[int]) -> ColumnElement[int]:
    """A ratio in so many parts of one, enough never to confuse two; -1 of nothing."""
    return case((whole > 0, part * FINE // whole), else_=-1)
