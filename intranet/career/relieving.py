"""Which few runs would leave no item of a team to nobody, or to one person: a greedy set cover.

It is a heuristic, and said to be one: at each step the run that clears the most. On runs without
limits it takes at most 1 + 1/2 + … + 1/n times the fewest there could be, where one run clears n
items at most (Chvátal, 1979); seats and dates that overlap may make it miss more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Option:
    """A run to come: whom it would bring to hold which items, and how many may go."""

    id: int
    holds: Mapping[int, frozenset[int]]  # by person, the items they would hold, and did not
    free: int | None  # seats; None: as many as come
    first: date
    last: date
    price: int | None = None  # of one person

    @property
    def items(self) -> frozenset[int]:
        return frozenset[int]().union(*self.holds.values())

    def meets(self, other: Option) -> bool:
        """Whether nobody can be at both."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True)
class Step:
    """A run of the plan, and who would go to hold what."""

    option: Option
    goes: Mapping[int, frozenset[int]]  # by person, the items that this run clears through them

    @property
    def clears(self) -> frozenset[int]:
        return frozenset[int]().union(*self.goes.values())


def relieve(red: Collection[int], options: Sequence[Option]) -> list[Step]:
    """The plan, in the order in which runs were chosen: each clears something that none before did."""
    steps = _greedy(red, options)
    for step in reversed(steps):
        kept = [each.option for each in steps if each.option.id != step.option.id]
        fewer = _greedy(red, kept)
        if _cleared(fewer) == _cleared(steps):
            steps = fewer
    return steps


def _greedy(red: Collection[int], options: Sequence[Option]) -> list[Step]:
    left, steps = set(red), list[Step]()
    while left:
        chosen = {step.option.id for step in steps}
        tried = [
            Step(option, _who_goes(option, left, steps))
            for option in options
            if option.id not in chosen
        ]
        best = min(tried, key=_rank, default=None)
        if best is None or not best.goes:
            break
        steps.append(best)
        left -= best.clears
    return steps


def _rank(step: Step) -> tuple[int, int, bool, int, date, int]:
    """What clears most, with the fewest people, then for the least money, then the soonest."""
    option, people = step.option, len(step.goes)
    return (
        -len(step.clears),
        people,
        option.price is None,
        (option.price or 0) * people,
        option.first,
        option.id,
    )


def _who_goes(
    option: Option, left: Collection[int], steps: Sequence[Step]
) -> dict[int, frozenset[int]]:
    """As few as clear what this run can: whoever clears most first, while there are seats."""
    wanted, goes = set(left), dict[int, frozenset[int]]()
    busy = {person for step in steps if step.option.meets(option) for person in step.goes}
    while option.free is None or len(goes) < option.free:
        able = {
            person: items & wanted
            for person, items in option.holds.items()
            if person not in goes and person not in busy
        }
        person = min(able, key=lambda one: (-len(able[one]), one), default=None)
        if person is None or not able[person]:
            break
        goes[person] = able[person]
        wanted -= able[person]
    return goes


def _cleared(steps: Sequence[Step]) -> set[int]:
    return {item for step in steps for item in step.clears}
