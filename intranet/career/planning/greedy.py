"""The heuristic itself: each time the best gain for its cost among what may be followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heapify, heappop
from itertools import groupby

from intranet.career.gains import Levels, gain
from intranet.career.planning.paths import (
    FREE,
    NOTHING,
    CourseOption,
    Limits,
    Path,
    at_last,
    by_days,
    told,
)
from intranet.career.planning.shortfalls import barrier, is_reached
from intranet.competencies.matching import Wanted

Key = tuple[int, Fraction]
Groups = Mapping[Key, Sequence[CourseOption]]
Rank = tuple[bool, Fraction, Fraction, int, int]


def plan(
    required: Sequence[Wanted],
    levels: Levels,
    choices: Iterable[CourseOption],
    limits: Limits = FREE,
) -> Path:
    """The path that the heuristic finds, and the score at each step of it.

    Raises WrongRequirement where the demand itself makes no sense.
    """
    return told(required, levels, chosen(required, levels, choices, limits))


def chosen(
    required: Sequence[Wanted],
    levels: Levels,
    choices: Iterable[CourseOption],
    limits: Limits = FREE,
) -> list[CourseOption]:
    """What the heuristic takes, in the order in which it takes it.

    What is fixed is there first; what a later course makes useless is taken out again.
    """
    offered = list(choices)
    taken = sorted((one for one in offered if one.is_fixed), key=by_days)
    groups = _grouped(one for one in offered if one.barrier is None and not one.is_fixed)
    search = _Search(required, levels, groups, limits)
    while longer := search.step(taken):
        taken = longer
    return _without_useless(required, levels, taken, limits.least)


def _grouped(choices: Iterable[CourseOption]) -> Groups:
    """The runs of a course that cost the same, by their turn, then the first to come first."""
    ordered = sorted(choices, key=lambda one: (one.course_id, one.cost, one.turn, *by_days(one)))
    found = groupby(ordered, key=lambda one: (one.course_id, one.cost))
    return {key: list(some) for key, some in found}


@dataclass(frozen=True)
class _Search:
    required: Sequence[Wanted]
    levels: Levels
    groups: Groups
    limits: Limits
    # By what each brings now: it changes with those alone that raise the same items.
    ranks: dict[Key, Rank | None] = field(default_factory=dict)

    def step(self, taken: list[CourseOption]) -> list[CourseOption] | None:
        """With one more: what brings most for its cost; then what brings most, then in turn.

        What is free comes before all that costs; of those alike in all, the least id.
        """
        reached = at_last(self.levels, taken)
        for key, runs in self.groups.items():
            if key not in self.ranks:
                self.ranks[key] = self._rank(runs[0], reached)
        useful = [(rank, key) for key, rank in self.ranks.items() if rank]
        heapify(useful)  # rarely more than the first is looked at
        while useful:
            _, key = heappop(useful)
            if longer := self._with_one_of(self.groups[key], taken):
                self._forget_alike(longer[-1])
                return longer
        return None

    def _rank(self, one: CourseOption, reached: Levels) -> Rank | None:
        """The least goes first; None where it brings nothing."""
        brought = gain(self.required, reached, one)
        if not brought:
            return None
        rate = brought / one.cost if one.cost else NOTHING
        return bool(one.cost), -rate, -brought, one.turn, one.course_id

    def _forget_alike(self, taken: CourseOption) -> None:
        for key, runs in self.groups.items():
            if runs[0].raises.keys() & taken.raises.keys():
                self.ranks.pop(key, None)

    def _with_one_of(
        self, runs: Sequence[CourseOption], taken: list[CourseOption]
    ) -> list[CourseOption] | None:
        """The first run that may be followed beside the rest; else one for which room can be made."""
        for run in runs:
            if barrier(run, self.levels, self.limits, taken) is None:
                return [*taken, run]
        return next((found for run in runs if (found := self._making_room(run, taken))), None)

    def _making_room(
        self, run: CourseOption, taken: list[CourseOption]
    ) -> list[CourseOption] | None:
        """Beside the rest, where the only course on its days has another run that suits."""
        in_its_way = [other for other in taken if run.overlaps(other.times)]
        if len(in_its_way) != 1 or in_its_way[0].is_fixed:
            return None
        [moved] = in_its_way
        for other in self.groups[moved.course_id, moved.cost]:
            if other is moved:
                continue
            path = [other if one is moved else one for one in [*taken, run]]
            if all(one.is_fixed or self._fits(one, path) for one in path):
                return path
        return None

    def _fits(self, one: CourseOption, path: Iterable[CourseOption]) -> bool:
        rest = [other for other in path if other is not one]
        return barrier(one, self.levels, self.limits, rest) is None


def _without_useless(
    required: Sequence[Wanted], levels: Levels, taken: Sequence[CourseOption], least: Fraction
) -> list[CourseOption]:
    """The same score with fewer courses, where later ones bring all that an earlier one brought.

    The same but for less than `least`, where that is what a course must bring.
    """
    kept = list(taken)
    for one in taken:
        rest = [other for other in kept if other is not one]
        brought = gain(required, at_last(levels, rest), one)
        if (
            not one.is_fixed
            and (not brought or brought < least)
            and all(
                other.is_fixed
                or is_reached(other, levels, [each for each in rest if each is not other])
                for other in rest
            )
        ):
            kept = rest
    return kept
