"""Which counts may be told beside their total: none under five, and none that gives another back.

The rule of docs/decisions/0010 for one column. A place is told or withheld whole; what decides is
the counts alone, so that nobody learns anything from the order they were looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from intranet.competencies.coverage import FEWEST

Key = TypeVar("Key")


def told(
    counts: Mapping[Key, int], closed: Collection[Key] = (), fewest: int = FEWEST
) -> set[Key] | None:
    """The places that may be told; None where even the total may not.

    Withheld are the small ones, and those that are `closed` for another reason. A withheld count
    stays hidden when another withheld place has a different one: the two could be exchanged, and
    the same would be told. Until then the smallest of the others goes too, with all that equal it.
    """
    if 0 < sum(counts.values()) < fewest:
        return None
    withheld = {place for place, count in counts.items() if 0 < count < fewest or place in closed}
    while withheld and len({counts[place] for place in withheld}) == 1:
        others = [count for place, count in counts.items() if count and place not in withheld]
        if not others:
            return None
        withheld |= {place for place, count in counts.items() if count == min(others)}
    return set(counts) - withheld


def dominated(by_employer: Mapping[tuple[Key, int], int], fewest: int = FEWEST) -> set[Key]:
    """The places where one employer, less its own, would read the few of the others."""
    sums: dict[Key, list[int]] = {}
    for (place, _), count in by_employer.items():
        sums.setdefault(place, []).append(count)
    return {place for place, counts in sums.items() if 0 < sum(counts) - max(counts) < fewest}
