"""The median gain of a course: exact, and never of fewer than five people, however one looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from intranet.courses.effect import LevelChange, in_words, median, told

pytestmark = pytest.mark.no_database

THEN = datetime(2026, 3, 1, tzinfo=UTC)


def outcomes(*runs: list[int]) -> list[LevelChange]:
    return [
        LevelChange(number, THEN + timedelta(days=number), 0, gain)
        for number, gains in enumerate(runs)
        for gain in gains
    ]


def test_a_small_run_waits_for_the_next_ones_and_is_never_told_alone() -> None:
    five, two = [1, 1, 1, 1, 1], [4, 4]

    assert told(outcomes(two)) is None
    first, then = told(outcomes(five)), told(outcomes(five, two))
    assert first == then  # what two more people said cannot be worked out
    joined = told(outcomes(five, two, [0, 0, 0]))
    assert joined and (joined.people, joined.runs) == (10, 3)


@given(some.lists(some.lists(some.integers(-4, 4), max_size=7), max_size=6))
def test_two_looks_never_differ_by_fewer_than_five_people(runs: list[list[int]]) -> None:
    before, after = told(outcomes(*runs[:-1])), told(outcomes(*runs))
    people = [one.people if one else 0 for one in (before, after)]
    assert people[1] == people[0] or people[1] - people[0] >= 5
    assert all(count == 0 or count >= 5 for count in people)


def test_the_median_is_exact_and_said_in_french() -> None:
    assert median([2]) == 2
    assert median([3, 1]) == 2
    assert median([0, 1, 2, 2]) == Fraction(3, 2)
    said = [in_words(gain) for gain in (Fraction(3, 2), Fraction(2), Fraction(0), Fraction(-1, 2))]
    assert [each.replace("\xa0", " ") for each in said] == [
        "+1,5 niveau", "+2 niveaux", "aucun changement", "−0,5 niveau",
    ]  # fmt: skip
