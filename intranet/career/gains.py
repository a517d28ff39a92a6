"""What courses would change of one's levels: pure rules, exact fractions, nothing promised beyond them.

A course leads to the level that it says, and lowers nothing: after(a) = max(a, level reached). It is
within reach where all that it presupposes is; what nobody said of themselves counts 0 there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Protocol

from intranet.competencies.matching import Match, Wanted
from intranet.competencies.models import Need

Levels = Mapping[int, int | None]
# A course that begins at level 1 is for whoever begins; from 2 on it builds on a practice.
BUILDS_ON = 2


class Raising(Protocol):
    """What raises levels: a course, one of its runs."""

    @property
    def id(self) -> int: ...
    @property
    def raises(self) -> Mapping[int, int]:
        """By item, the level it leads to."""
        ...

    @property
    def needs(self) -> Mapping[int, int]:
        """By item, the level that one must have before."""
        ...


def is_within_reach(course: Raising, levels: Levels) -> bool:
    """Whether all that it presupposes is reached."""
    return not lacking(course, levels)


def lacking(course: Raising, levels: Levels) -> dict[int, int]:
    """What it presupposes and one does not have: by item, the level to have."""
    return {item: level for item, level in course.needs.items() if (levels.get(item) or 0) < level}


def after(levels: Levels, *courses: Raising) -> dict[int, int | None]:
    """The levels that one would have, having followed them."""
    found = dict(levels)
    for course in courses:
        for item, level in course.raises.items():
            found[item] = max(found.get(item) or 0, level)
    return found


def gain(asked: Iterable[Wanted], levels: Levels, course: Raising) -> Fraction:
    """What it would add to the weighed sum of a demand: Σ w (min(after, r) − min(a, r)) / r."""
    over, under = 0, 1  # a fraction reduced once: this is asked of each run, at each step of a plan
    for one in asked:
        if one.need is Need.REQUIRED and (reached := course.raises.get(one.competency_id)):
            mine = levels.get(one.competency_id) or 0
            if raised := min(max(mine, reached), one.level) - min(mine, one.level):
                over = over * one.level + one.weight * raised * under
                under *= one.level
    return Fraction(over, under)


def missing_of(found: Match) -> dict[int, int]:
    """What a comparison lacks: by item, the level to reach; unanswered items lack all of it."""
    return {line.competency_id: line.level for line in (*found.gaps, *found.unknown)}
