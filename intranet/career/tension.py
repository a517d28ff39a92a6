"""How much an item is lacking somewhere: what is asked, who holds it, what will be taught. Exact.

Tension is D / (D + O): the share of what is asked and held that is asked (the usual ratio of demand
to demand and supply on a labour market). What is unmet is what neither the people who hold the item
nor the seats to come answer: max(0, D − O − E). Where too few people hold it to be told, only what
follows from the rest is: the most that may be unmet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from intranet.competencies.coverage import FEWEST, MASTERY


def tension(demand: int, supply: int) -> Fraction | None:
    """None where nobody asks and nobody holds: there is nothing to compare."""
    return Fraction(demand, demand + supply) if demand or supply else None


def unmet(demand: int, supply: int, seats: int) -> int:
    return max(0, demand - supply - seats)


@dataclass(frozen=True)
class Lack:
    """Of one item in one place: openings that ask, people who hold it (None: withheld), seats."""

    demand: int
    supply: int | None
    seats: int

    @property
    def tension(self) -> Fraction | None:
        return None if self.supply is None else tension(self.demand, self.supply)

    @property
    def is_exact(self) -> bool:
        """Whether `most_unmet` is what is unmet, rather than a bound of it."""
        return self.supply is not None or not self.most_unmet

    @property
    def most_unmet(self) -> int:
        """What is unmet; where who hold it is withheld, the most that may be."""
        return unmet(self.demand, self.supply or 0, self.seats)


@dataclass(frozen=True)
class Band:
    """Levels told together, and how many people are at one of them."""

    first: int
    last: int
    people: int

    @property
    def label(self) -> str:
        whole = self.first == self.last
        return f"Niveau {self.first}" if whole else f"Niveaux {self.first} à {self.last}"


def bands(by_level: Mapping[int, int], top: int, fewest: int = FEWEST) -> list[Band]:
    """How many are at each level, levels joined until none counts one to four people.

    Below the level from which one holds the item, and from it on, apart: both sums are told
    elsewhere, so that a band across them would give back what it hides. Each side must be tellable
    whole (`coverage.published` says so). Of a band, which level made it be joined is not told, so
    that no number of one to four follows from it.
    """
    return [
        *_joined([(level, by_level.get(level, 0)) for level in range(MASTERY)], fewest),
        *_joined([(level, by_level.get(level, 0)) for level in range(MASTERY, top + 1)], fewest),
    ]


def _joined(levels: Sequence[tuple[int, int]], fewest: int) -> list[Band]:
    found: list[Band] = []
    first, people = levels[0][0], 0
    for level, count in levels:
        people += count
        if people == 0 or people >= fewest:
            found.append(Band(first, level, people))
            first, people = level + 1, 0
    while people and found:  # too few are left: they join the band before them
        before = found.pop()
        first, people = before.first, before.people + people
        if people >= fewest:
            found.append(Band(first, levels[-1][0], people))
            people = 0
    return found
