"""What a path is made of: runs to choose among, the steps taken, what it must hold in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction

from intranet.career.gains import Levels, after
from intranet.career.planning.walls import Barrier
from intranet.competencies.matching import Wanted, match

NOTHING = Fraction(0)
Span = tuple[datetime, datetime]


class WrongCost(ValueError):
    """A course costs something, or is free: it never pays whoever follows it."""


@dataclass(frozen=True)
class CourseOption:
    """One run of a course, or the course itself where it has none to come.

    `raises` says the level that one has after it, `needs` the levels that one must have before.
    `times` are the stretches that it takes; none where its days are not known.
    """

    course_id: int
    cost: Fraction
    raises: Mapping[int, int]
    needs: Mapping[int, int] = field(default_factory=dict)
    run_id: int = 0
    times: tuple[Span, ...] = ()
    ends_on: date | None = None  # its last day, where it is held
    barrier: Barrier | None = None  # what keeps it out whatever the rest of the path is
    is_fixed: bool = False  # by the person: it is there whatever it costs and brings
    turn: int = 0  # of those that bring as much for as much, the least goes first

    def __post_init__(self) -> None:
        if self.cost < 0:
            raise WrongCost(str(self.cost))

    @property
    def id(self) -> int:
        return self.run_id or self.course_id

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

    def is_before(self, other: CourseOption) -> bool:
        """Whether it is over when the other begins; what has no days is followed when one wishes."""
        return not self.ends_at or not other.starts_at or self.ends_at <= other.starts_at


@dataclass(frozen=True)
class Step:
    """One course of a path, and the score before and after it."""

    choice: CourseOption
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
    """What a path must hold in: a budget, a day on which all is over, times that are taken.

    A course must bring something; where `least` says so, at least that much of the weighed sum.
    """

    budget: Fraction | None = None
    until: date | None = None
    busy: Sequence[Span] = ()
    least: Fraction = NOTHING


FREE = Limits()


def in_order(required: Sequence[Wanted], path: Path) -> Path:
    """The same path told by date: what each course brings when it comes."""
    ordered = sorted((step.choice for step in path.steps), key=by_days)
    return told(required, path.today, ordered)


def told(required: Sequence[Wanted], levels: Levels, taken: Iterable[CourseOption]) -> Path:
    start = match(required, levels).lowest
    reached, score, steps = levels, start or NOTHING, []
    for one in taken:
        reached, before = after(reached, one), score
        score = match(required, reached).lowest or NOTHING
        steps.append(Step(one, before, score))
    return Path(start, tuple(steps), levels, reached)


def at_last(levels: Levels, taken: Iterable[CourseOption]) -> Levels:
    """The levels that one has in the end."""
    reached = levels
    for one in taken:
        reached = after(reached, one)
    return reached


_FAR = datetime.max.replace(tzinfo=UTC)


def by_days(one: CourseOption) -> tuple[datetime, int, int]:
    """By date; what has no days comes last."""
    return one.starts_at or _FAR, one.course_id, one.run_id
