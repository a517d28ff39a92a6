"""What courses would change of one's levels: the worked example, and what holds of every choice."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.career.gains import after, best_path, gain, is_within_reach, lacking, missing_of
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
    days: int = 1
    needs: dict[int, int] = field(default_factory=dict)


X = Taught(1, {A: 3}, days=2, needs={A: 1})
Y = Taught(2, {D: 3, C: 2}, days=3)


def in_days(course: Taught) -> Fraction:
    return Fraction(course.days)


def score(*courses: Taught) -> int:
    lowest = match(DEMAND, after(PERSON, *courses)).lowest
    assert lowest is not None
    return percent(lowest)


def test_the_worked_example_says_63_today_then_75_81_and_94() -> None:
    assert (score(), score(X), score(Y), score(Y, X)) == (63, 75, 81, 94)
    assert (gain(DEMAND, PERSON, X), gain(DEMAND, PERSON, Y)) == (1, Fraction(3, 2))


def test_by_days_the_example_is_a_tie_that_the_larger_gain_wins() -> None:
    assert best_path(DEMAND, PERSON, [X, Y], cost=in_days) == [Y, X]
    assert best_path(DEMAND, PERSON, [X, Y], cost=in_days, budget=Fraction(2)) == [X]


def test_what_one_course_gives_opens_the_next() -> None:
    first, second = Taught(7, {A: 2}), Taught(5, {A: 3}, needs={A: 2})

    assert best_path(DEMAND, {A: 0}, [second, first]) == [first, second]
    assert best_path(DEMAND, {A: 0}, [second]) == []


def test_silence_counts_nothing_before_a_course_and_is_a_level_after_it() -> None:
    assert not is_within_reach(Taught(1, {C: 3}, needs={C: 1}), PERSON)
    assert lacking(Taught(1, {C: 3}, needs={C: 1, A: 2}), PERSON) == {C: 1}
    assert after(PERSON, Y) == {A: 2, B: 3, C: 2, D: 3}


def test_a_course_lowers_nothing_and_what_is_beyond_the_demand_is_no_gain() -> None:
    assert after({B: 3}, Taught(1, {B: 1})) == {B: 3}
    assert gain(DEMAND, PERSON, Taught(1, {B: 4})) == 0


def test_what_is_only_desired_is_no_gain() -> None:
    assert gain([Asked(A, 3, need=Need.DESIRED)], {}, X) == 0


def test_what_cannot_be_followed_together_is_not_chosen_together() -> None:
    found = best_path(DEMAND, PERSON, [X, Y], together=lambda chosen, _course: not chosen)

    assert found == [Y]


def test_no_more_than_asked_for() -> None:
    assert best_path(DEMAND, PERSON, [X, Y], most=1) == [Y]


def test_what_is_missing_counts_what_nothing_was_said_of() -> None:
    assert missing_of(match(DEMAND, PERSON)) == {A: 3, D: 4, C: 2}


some_levels = st.dictionaries(st.sampled_from([A, B, C, D]), st.integers(0, 4))
some_courses = st.lists(
    st.builds(
        lambda raises, needs: (raises, needs),
        st.dictionaries(st.sampled_from([A, B, C, D]), st.integers(1, 4), min_size=1),
        st.dictionaries(st.sampled_from([A, B, C, D]), st.integers(1, 4), max_size=1),
    ),
    max_size=6,
)


@given(some_levels, some_courses)
def test_a_path_only_raises_the_score_and_each_course_was_within_reach_in_its_turn(
    levels: dict[int, int | None], courses: list[tuple[dict[int, int], dict[int, int]]]
) -> None:
    offered = [Taught(n, raises, 1, needs) for n, (raises, needs) in enumerate(courses)]
    reached, before = dict(levels), match(DEMAND, levels).lowest
    for course in best_path(DEMAND, levels, offered):
        assert is_within_reach(course, reached)
        reached = after(reached, course)
        score = match(DEMAND, reached).lowest
        assert score is not None
        assert before is not None
        assert score > before
        before = score
