"""The cheapest path of courses towards what is asked: pure rules, exact fractions, a heuristic.

What a course brings is what it adds to the score of `competencies.matching`: for each item required,
its weight by the part of the level that becomes reached, and nothing beyond the demand. Each time, the
course that brings most for what it costs is taken among those that one may follow, then the next:
what a course makes reachable comes after it. This is greedy: quick and easy to explain, it never
promises the best path. Where all cost the same and none asks for another first, coverage is
submodular, and the path holds at least 1 − 1/e (63 %) of the best one (Nemhauser, Wolsey and Fisher,
1978); chains, different costs and days that overlap leave no such guarantee.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from fractions import Fraction
from itertools import groupby

from intranet.competencies.matching import Wanted, match
from intranet.competencies.models import Need

NOTHING = Fraction(0)
Levels = Mapping[int, int | None]  # None is « sans objet »; an item that is absent is unknown
Span = tuple[datetime, datetime]


class WrongCost(ValueError):
    """A course costs something, or is free: it never pays whoever follows it."""


class Barrier(IntEnum):
    """Why a course is not in a path; the greatest is the nearest to being overcome."""

    NO_RUN = 1  # nothing is announced
    NO_PRICE = 2  # what it costs is not said
    NO_SEAT = 3
    TOO_LATE = 4
    ELSEWHERE = 5  # not where the person would go
    SET_ASIDE = 6  # the person does not want it
    ASKS_MORE = 7  # its prerequisites are out of reach
    OVERLAPS = 8
    OVER_BUDGET = 9


@dataclass(frozen=True)
class Choice:
    """One run of a course, or the course itself where it has none to come.

    `raises` says the level that one has after it, `asks` the levels that one must have before.
    `times` are the stretches that it takes; none where its days are not known.
    """

    course_id: int
    cost: Fraction
    raises: Mapping[int, int]
    asks: Mapping[int, int] = field(default_factory=dict)
    run_id: int = 0
    times: tuple[Span, ...] = ()
    barrier: Barrier | None = None  # what keeps it out whatever the rest of the path is
    is_fixed: bool = False  # by the person: it is there whatever it costs and brings

    def __post_init__(self) -> None:
        if self.cost < 0:
            raise WrongCost(str(self.cost))

    @property
    def starts_at(self) -> datetime | None:
        return min((start for start, _ in self.times), default=None)

    @property
    def ends_at(self) -> datetime | None:
        return max((end for _, end in self.times), default=None)

    def overlaps(self, spans: Iterable[Span]) -> bool:
        return any(
            start < other_end and other_start < end
            for start, end in self.times
            for other_start, other_end in spans
        )

    def is_before(self, other: Choice) -> bool:
        """Whether it is over when the other begins; what has no days is followed when one wishes."""
        return not self.ends_at or not other.starts_at or self.ends_at <= other.starts_at


@dataclass(frozen=True)
class Step:
    """One course of a path, and the score before and after it."""

    choice: Choice
    before: Fraction
    after: Fraction

    @property
    def gain(self) -> Fraction:
        return self.after - self.before


@dataclass(frozen=True)
class Path:
    """Courses in the order in which they are taken, and what each brings."""

    start: Fraction | None  # the score today; None where nothing is required
    steps: tuple[Step, ...]
    today: Levels
    levels: Levels  # what one would have after the last

    @property
    def score(self) -> Fraction | None:
        return self.steps[-1].after if self.steps else self.start

    @property
    def cost(self) -> Fraction:
        return sum((step.choice.cost for step in self.steps), NOTHING)


@dataclass(frozen=True)
class Limits:
    """What a path must hold in: a budget, a date at which all is over, times that are taken."""

    budget: Fraction | None = None
    until: datetime | None = None
    busy: Sequence[Span] = ()


FREE = Limits()


def after(levels: Levels, raises: Mapping[int, int]) -> dict[int, int | None]:
    """The levels that one has once a course is followed: it never lowers any."""
    return {**levels, **{item: max(levels.get(item) or 0, level) for item, level in raises.items()}}


def gain(required: Iterable[Wanted], levels: Levels, raises: Mapping[int, int]) -> Fraction:
    """What a course adds to what is reached of the demand, weighed; what is only desired has no say."""
    return sum(
        (
            Fraction(
                one.weight
                * (min(max(had, raises[one.competency_id]), one.level) - min(had, one.level)),
                one.level,
            )
            for one in required
            if one.need is Need.REQUIRED
            and one.competency_id in raises
            and (had := levels.get(one.competency_id) or 0) < one.level
        ),
        NOTHING,
    )


def plan(
    required: Sequence[Wanted], levels: Levels, choices: Iterable[Choice], limits: Limits = FREE
) -> Path:
    """The path that the heuristic finds, in the order in which it takes the courses.

    What is fixed is there first; what a later course makes useless is taken out again. Raises
    WrongRequirement where the demand itself makes no sense.
    """
    offered = list(choices)
    taken = sorted((one for one in offered if one.is_fixed), key=_by_days)
    groups = _grouped(one for one in offered if one.barrier is None and not one.is_fixed)
    while best := _best(required, levels, groups, limits, taken):
        taken.append(best)
    return _told(required, levels, _without_useless(required, levels, taken))


def in_order(required: Sequence[Wanted], path: Path) -> Path:
    """The same path told by date: what each course brings when it comes."""
    ordered = sorted((step.choice for step in path.steps), key=_by_days)
    return _told(required, path.today, ordered)


def barriers(
    choices: Iterable[Choice], path: Path, limits: Limits, items: Collection[int]
) -> dict[int, Barrier]:
    """For each item left short that some course would raise further: what keeps the nearest one out."""
    taken = [step.choice for step in path.steps]
    found: dict[int, Barrier] = {}
    for one in choices:
        raised = [item for item in items if one.raises.get(item, 0) > (path.levels.get(item) or 0)]
        if raised and not one.is_fixed:
            # Nothing in its way any more: it would fit now that something useless was taken out.
            barrier = one.barrier or _barrier(one, path.today, limits, taken) or Barrier.OVER_BUDGET
            for item in raised:
                found[item] = max(barrier, found.get(item, barrier))
    return found


def _grouped(choices: Iterable[Choice]) -> list[list[Choice]]:
    """The runs of a course that cost the same, the first to come first."""
    ordered = sorted(choices, key=lambda one: (one.course_id, one.cost, *_by_days(one)))
    return [list(some) for _, some in groupby(ordered, key=lambda one: (one.course_id, one.cost))]


def _best(
    required: Sequence[Wanted],
    levels: Levels,
    groups: Iterable[Sequence[Choice]],
    limits: Limits,
    taken: Sequence[Choice],
) -> Choice | None:
    """What brings most for its cost among what may be followed; then what brings most, then the id.

    What is free comes before all that costs.
    """
    reached, best, best_rank = _at_last(levels, taken), None, None
    for runs in groups:
        one = runs[0]
        brought = gain(required, reached, one.raises)
        if not brought:
            continue
        rate = brought / one.cost if one.cost else NOTHING
        rank = (not one.cost, rate, brought, -one.course_id)
        if best_rank is None or rank > best_rank:
            fit = next((run for run in runs if not _barrier(run, levels, limits, taken)), None)
            best, best_rank = (fit, rank) if fit else (best, best_rank)
    return best


def _barrier(
    one: Choice, levels: Levels, limits: Limits, taken: Sequence[Choice]
) -> Barrier | None:
    """What keeps a run out beside those already taken; None where it may be followed.

    What it asks for must be reached by then: by today's levels, or by courses that are over.
    """
    if limits.until and one.ends_at and one.ends_at > limits.until:
        return Barrier.TOO_LATE
    if not _is_reached(one, levels, taken):
        return Barrier.ASKS_MORE
    if one.overlaps(limits.busy) or any(one.overlaps(other.times) for other in taken):
        return Barrier.OVERLAPS
    spent = sum((other.cost for other in taken), one.cost)
    if limits.budget is not None and spent > limits.budget:
        return Barrier.OVER_BUDGET
    return None


def _is_reached(one: Choice, levels: Levels, taken: Iterable[Choice]) -> bool:
    """Whether its prerequisites are: an unknown level counts 0."""
    if not one.asks:
        return True
    reached = _at_last(levels, [other for other in taken if other.is_before(one)])
    return all((reached.get(item) or 0) >= level for item, level in one.asks.items())


def _without_useless(
    required: Sequence[Wanted], levels: Levels, taken: Sequence[Choice]
) -> list[Choice]:
    """The same score with fewer courses, where later ones bring all that an earlier one brought."""
    kept = list(taken)
    for one in taken:
        rest = [other for other in kept if other is not one]
        if (
            not one.is_fixed
            and not gain(required, _at_last(levels, rest), one.raises)
            and all(
                other.is_fixed
                or _is_reached(other, levels, [each for each in rest if each is not other])
                for other in rest
            )
        ):
            kept = rest
    return kept


def _told(required: Sequence[Wanted], levels: Levels, taken: Iterable[Choice]) -> Path:
    start = match(required, levels).lowest
    reached, score, steps = levels, start or NOTHING, []
    for one in taken:
        reached, before = after(reached, one.raises), score
        score = match(required, reached).lowest or NOTHING
        steps.append(Step(one, before, score))
    return Path(start, tuple(steps), levels, reached)


def _at_last(levels: Levels, taken: Iterable[Choice]) -> Levels:
    reached = levels
    for one in taken:
        reached = after(reached, one.raises)
    return reached


_FAR = datetime.max.replace(tzinfo=UTC)


def _by_days(one: Choice) -> tuple[datetime, int, int]:
    """By date; what has no days comes last."""
    return one.starts_at or _FAR, one.course_id, one.run_id
