"""What a course changes: the median gain of those who followed it, told whole or not at all.

Pure rules, exact. Nothing is told of fewer than five people, nor can it be worked out: figures
grow by whole runs, five people at least at a time, so that two looks never differ by one person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from intranet.competencies.coverage import FEWEST

SETTLED_AFTER = timedelta(days=15)  # after its end, what a run established no longer changes
LATER = timedelta(days=60)  # after the end, when people are asked again
ASKED_UNTIL = timedelta(days=180)


@dataclass(frozen=True)
class LevelChange:
    """One person, one competency: the level before, and another one since."""

    run_id: int
    ended_on: date
    before: int
    since: int

    @property
    def gain(self) -> int:
        return self.since - self.before


@dataclass(frozen=True)
class Gain:
    """The median gain of so many people, over runs that ended between two days."""

    median: Fraction
    people: int
    runs: int
    first: date
    last: date


@dataclass(frozen=True)
class Effect:
    """Of one competency: the gain at the end, as assessed; the gain two months later, as said."""

    at_end: Gain | None
    later: Gain | None


def median(values: Sequence[int]) -> Fraction:
    """The middle value; of an even number, the mean of the two in the middle."""
    ordered, middle = sorted(values), len(values) // 2
    if len(ordered) % 2:
        return Fraction(ordered[middle])
    return Fraction(ordered[middle - 1] + ordered[middle], 2)


def told(outcomes: Iterable[LevelChange], fewest: int = FEWEST) -> Gain | None:
    """The gain that may be told; None where there are too few people.

    Runs are joined in the order of their end until a group holds enough people; a last group that
    does not is left out, and waits for the next runs.
    """
    by_run: dict[tuple[date, int], list[LevelChange]] = {}
    for one in outcomes:
        by_run.setdefault((one.ended_on, one.run_id), []).append(one)
    shown: list[LevelChange] = []
    waiting: list[LevelChange] = []
    for key in sorted(by_run):
        waiting += by_run[key]
        if len(waiting) >= fewest:
            shown, waiting = shown + waiting, []
    if not shown:
        return None
    return Gain(
        median=median([one.gain for one in shown]),
        people=len(shown),
        runs=len({one.run_id for one in shown}),
        first=min(one.ended_on for one in shown),
        last=max(one.ended_on for one in shown),
    )


def effects(
    at_end: Mapping[int, Sequence[LevelChange]], later: Mapping[int, Sequence[LevelChange]]
) -> dict[int, Effect]:
    """By competency; those of which nothing may be told are absent."""
    found = {
        item: Effect(told(at_end.get(item, ())), told(later.get(item, ())))
        for item in {*at_end, *later}
    }
    return {item: one for item, one in found.items() if one.at_end or one.later}


def in_words(gain: Fraction) -> str:
    """« +1,5 niveau », « +2 niveaux », « aucun changement »."""
    if not gain:
        return "aucun changement"
    whole, half = divmod(abs(gain), 1)
    number = f"{whole},5" if half else str(whole)
    return f"{'+' if gain > 0 else '−'}{number}\u00a0{'niveaux' if abs(gain) >= 2 else 'niveau'}"
