"""The levels of a person, and the levels that are asked for, told by domain: means, never stored.

A domain’s value is the mean of the levels over the items that have one, beside how many those
are; where none has, there is no value, and that is not a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from intranet.competencies.matching import Wanted
from intranet.competencies.models import Need
from intranet.competencies.queries import Catalogue, Item


@dataclass(frozen=True)
class DomainValue:
    """One domain: how many of its items have a level, their mean, and what is asked for in it."""

    domain: Item
    total: int
    assessed: int
    not_applicable: int
    mean: Fraction | None
    asked: Fraction | None


def domain_values(
    catalogue: Catalogue, known: Mapping[int, int | None], asked: Iterable[Wanted] | None = None
) -> list[DomainValue]:
    """Every domain that has items to assess, in the order of the tree.

    Beside a demand, only the items that it requires are told, so that both means are of the same.
    """
    required = [wanted for wanted in asked or () if wanted.need is Need.REQUIRED]
    wanted_ids = {wanted.competency_id for wanted in required}
    items: dict[int, list[int]] = {}
    for item in catalogue.assessable:
        if asked is not None and item.competency_id not in wanted_ids:
            continue
        items.setdefault(catalogue.domain_of(item).competency_id, []).append(item.competency_id)
    return [
        DomainValue(
            domain=catalogue.items[domain_id],
            total=len(here),
            assessed=sum(known.get(item) is not None for item in here),
            not_applicable=sum(item in known and known[item] is None for item in here),
            mean=mean(known.get(item) for item in here),
            asked=asked_mean(wanted for wanted in required if wanted.competency_id in here),
        )
        for domain_id, here in items.items()
    ]


def mean(levels: Iterable[int | None], fewest: int = 1) -> Fraction | None:
    """Over those that are levels; None where too few are (of few people, it would tell of one)."""
    found = [level for level in levels if level is not None]
    return Fraction(sum(found), len(found)) if len(found) >= fewest else None


def asked_mean(asked: Iterable[Wanted]) -> Fraction | None:
    """The level asked for, each item by its weight; None where nothing is asked."""
    found = list(asked)
    weight = sum(wanted.weight for wanted in found)
    return Fraction(sum(one.weight * one.level for one in found), weight) if found else None


def in_tenths(value: Fraction | None) -> str:
    """2,5 or 3: one decimal, halves rounded up; « – » where there is no value."""
    if value is None:
        return "–"
    tenths = (20 * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{tenths // 10},{tenths % 10}" if tenths % 10 else str(tenths // 10)
