"""What courses would change of one's levels: the worked example, and what is no gain."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from intranet.career.gains import after, gain, is_within_reach, lacking, missing_of
from intranet.competencies.actions import Asked
from intranet.competencies.matching import match, percent
from intranet.competencies.models import Need

pytestmark = pytest.mark.no_database

A, B, C, D = 1, 2, 3, 4
DEMAND = [
    Asked(A, 3, weight=3, is_mandatory=True),
    Asked(B, 2, weight=2),
    Asked(C, 2, weight=1),
    Asked(D, 4, weight=2),
]
PERSON: dict[int, int | None] = {A: 2, B: 3, D: 2}


@dataclass(frozen=True)
class Taught:
    """A course of the example."""

    id: int
    raises: dict[int, int]
    needs: dict[int, int] = field(default_factory=dict)


X = Taught(1, {A: 3}, needs={A: 1})
Y = Taught(2, {D: 3, C: 2})


def score(*courses: Taught) -> int:
    lowest = match(DEMAND, after(PERSON, *courses)).lowest
    assert lowest is not None
    return percent(lowest)


def test_the_worked_example_says_63_today_then_75_81_and_94() -> None:
    assert (score(), score(X), score(Y), score(Y, X)) == (63, 75, 81, 94)
    assert (gain(DEMAND, PERSON, X), gain(DEMAND, PERSON, Y)) == (1, Fraction(3, 2))


def test_silence_counts_nothing_before_a_course_and_is_a_level_after_it() -> None:
    assert not is_within_reach(Taught(1, {C: 3}, needs={C: 1}), PERSON)
    assert lacking(Taught(1, {C: 3}, needs={C: 1, A: 2}), PERSON) == {C: 1}
    assert after(PERSON, Y) == {A: 2, B: 3, C: 2, D: 3}


def test_a_course_lowers_nothing_and_what_is_beyond_the_demand_is_no_gain() -> None:
    assert after({B: 3}, Taught(1, {B: 1})) == {B: 3}
    assert gain(DEMAND, PERSON, Taught(1, {B: 4})) == 0


def test_what_is_only_desired_is_no_gain() -> None:
    assert gain([Asked(A, 3, need=Need.DESIRED)], {}, X) == 0


def test_what_is_missing_counts_what_nothing_was_said_of() -> None:
    assert missing_of(match(DEMAND, PERSON)) == {A: 3, D: 4, C: 2}
