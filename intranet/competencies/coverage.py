"""How a group of people covers an item, and which of those counts may be told: pure rules, exact.

A team that consented reads everything. Of a territory only what names nobody is told: where a
count of one to four people could be read, the whole territory is withheld for this item, and so
is whatever would give it back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

MASTERY = 3  # from this level one can help others
FEWEST = 5  # smaller counts are not told: they would name people


class Standing(StrEnum):
    """How an item stands in a group; the first that applies, in this order."""

    UNKNOWN = "unknown"
    ABSENT = "absent"
    FRAGILE = "fragile"
    HELD = "held"


STANDING_LABELS = {
    Standing.UNKNOWN: "Personne n’a répondu",
    Standing.ABSENT: "Personne au niveau 3",
    Standing.FRAGILE: "Une seule personne",
    Standing.HELD: "Partagée",
}


@dataclass(frozen=True)
class Coverage:
    """Of so many persons, how many have a level of an item, and how many hold it."""

    holders: int
    assessed: int
    persons: int

    @property
    def standing(self) -> Standing:
        if not self.assessed:
            return Standing.UNKNOWN
        if not self.holders:
            return Standing.ABSENT
        return Standing.FRAGILE if self.holders == 1 else Standing.HELD


def cover(levels: Collection[int | None], level: int = MASTERY) -> Coverage:
    """The coverage of one item by a group: each person’s level, None where they have none.

    Without an answer, or with « sans objet », one counts among the persons alone: neither is a 0.
    """
    known = [each for each in levels if each is not None]
    return Coverage(sum(each >= level for each in known), len(known), len(levels))


@dataclass(frozen=True, order=True)
class Count:
    """In one place, of one item: how many people have a level, and how many of them hold it."""

    assessed: int = 0
    holders: int = 0

    @property
    def below(self) -> int:
        return self.assessed - self.holders

    def names_people(self, fewest: int = FEWEST) -> bool:
        """Whether it says, or lets one subtract, a number of people that is neither none nor enough."""
        return 0 < self.holders < fewest or 0 < self.below < fewest

    def __add__(self, other: Count) -> Count:
        return Count(self.assessed + other.assessed, self.holders + other.holders)


STEP = 5


def in_fives(count: Count, fewest: int = FEWEST) -> int | None:
    """How many hold, by fives, of those counted; None where it is withheld.

    Nobody is told of four people or fewer, whichever side they are on; and two askings that differ
    by one person mostly say the same.
    """
    if count.holders < fewest or count.names_people(fewest):
        return None
    return count.holders // STEP * STEP


# Where: () is the whole network, (region,) a region, (region, department) a département.
Place = tuple[str, ...]
WHOLE: Place = ()
T = TypeVar("T", int, "Count")
Row = tuple[int, int, int]  # of a place: who hold the item, who are below, who said nothing


def published(
    counts: Mapping[Place, Count], persons: Mapping[Place, int], fewest: int = FEWEST
) -> dict[Place, Count]:
    """What may be told of one item, everywhere at once: the network, its regions, their départements.

    `counts` and `persons` (how many people there are, which anyone may know) are by département.
    A place that is not in the answer is withheld, and with it all that it is made of.
    """
    departments = {place: counts.get(place, Count()) for place in persons}
    regions, people = _by_region(departments, Count()), _by_region(persons, 0)
    within = {
        region: told_under(
            {place: count for place, count in departments.items() if place[:1] == region},
            persons,
            fewest,
        )
        for region in regions
    }
    closed = {
        region
        for region, parts in within.items()
        if parts is None and not regions[region].names_people(fewest)
    }
    told = told_under(regions, people, fewest, closed)
    if told is None:
        return {}
    shown = {WHOLE: sum(regions.values(), Count())}
    for region in told:
        shown[region] = regions[region]
        shown |= {place: departments[place] for place in within[region] or ()}
    return shown


def told_under(
    parts: Mapping[Place, Count],
    persons: Mapping[Place, int],
    fewest: int,
    closed: Collection[Place] = (),
) -> set[Place] | None:
    """The parts that may be told beside their total; None where even the total may not.

    Withheld are those that name people, and those that are `closed` already; then, while one of
    them could be computed back from the total, the smallest of the others that are not empty, with
    all that equal it: a tie broken by order would say which is which.
    """
    if sum(parts.values(), Count()).names_people(fewest):
        return None
    withheld = {
        place for place, count in parts.items() if place in closed or count.names_people(fewest)
    }
    while withheld and not _stays_hidden(withheld, parts, persons, fewest, closed):
        others = [
            count for place, count in parts.items() if place not in withheld and count.assessed
        ]
        if not others:
            return None
        withheld |= {place for place, count in parts.items() if count == min(others)}
    return parts.keys() - withheld


def _stays_hidden(
    withheld: Collection[Place],
    parts: Mapping[Place, Count],
    persons: Mapping[Place, int],
    fewest: int,
    closed: Collection[Place],
) -> bool:
    """Whether what is to be hidden could as well be another number, the totals being known.

    To be hidden are the small numbers, and all those of a `closed` place. Against who knows these
    very rules: two places that differ may be exchanged, and the same would be told. Against who
    knows how many people there are: somebody here may be counted otherwise if somebody there is
    too. Alone, or all alike, nothing is hidden.
    """
    rows: list[Row] = []
    secret: list[bool] = []
    for place in withheld:
        count = parts[place]
        rows.append((count.holders, count.below, persons[place] - count.assessed))
        secret.append(place in closed)
    for column in range(3):
        # The third, who said nothing, is known as soon as the number of answers is.
        values = [row[0] + row[1] if column == 2 else row[column] for row in rows]
        guarded = [
            row
            for row, value, always in zip(rows, values, secret, strict=True)
            if always or 0 < value < fewest
        ]
        if guarded and len(set(values)) == 1:
            return False
        if not all(_may_differ(row, column, rows) for row in guarded):
            return False
    return True


def _may_differ(row: Row, column: int, rows: Collection[Row]) -> bool:
    """Whether another row can exchange one person with this one, in this column and in another."""
    return any(
        (row[other] and different[column]) or (row[column] and different[other])
        for other in range(3)
        if other != column
        for different in rows
        if different is not row
    )


def _by_region(departments: Mapping[Place, T], none: T) -> dict[Place, T]:
    found: dict[Place, T] = {}
    for place, value in departments.items():
        found[place[:1]] = found.get(place[:1], none) + value
    return found
