"""The few runs that relieve a team: a heuristic, held against every possible choice on small cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest

from intranet.career.relieving import Option, relieve

pytestmark = pytest.mark.no_database
DAY = date(2027, 3, 1)


def run(
    number: int, *, price: int | None = 100, free: int | None = None, on: int = 0, **holds: str
) -> Option:
    """`run(1, p1="ab")`: it would bring person 1 to hold items a and b. Each on its own day."""
    first = DAY + timedelta(days=on or 10 * number)
    return Option(
        number,
        {int(name[1:]): frozenset(map(ord, items)) for name, items in holds.items()},
        free,
        first,
        first + timedelta(days=1),
        price,
    )


def plan(red: str, *options: Option) -> list[tuple[int, dict[int, str]]]:
    """What was chosen: each run, who goes for what."""
    return [
        (
            step.option.id,
            {who: "".join(map(chr, sorted(items))) for who, items in step.goes.items()},
        )
        for step in relieve([ord(item) for item in red], options)
    ]


def test_the_run_that_clears_most_comes_first_with_the_fewest_people() -> None:
    found = plan("abc", run(1, p1="a"), run(2, p1="a", p2="ab", p3="c"))
    assert found == [(2, {2: "ab", 3: "c"})]


def test_of_two_that_clear_as_much_the_cheaper_then_the_sooner() -> None:
    assert plan("a", run(1, price=300, p1="a"), run(2, price=200, p1="a"))[0][0] == 2
    assert plan("a", run(1, price=None, p1="a"), run(2, price=900, p1="a"))[0][0] == 2
    assert plan("a", run(2, on=40, p1="a"), run(3, on=20, p1="a"))[0][0] == 3


def test_no_more_people_than_seats_and_nobody_in_two_places() -> None:
    assert plan("abc", run(1, free=1, p1="a", p2="b"), run(2, p2="c")) == [
        (1, {1: "a"}),
        (2, {2: "c"}),
    ]
    assert plan("ab", run(1, on=5, p1="a"), run(2, on=6, p1="b")) == [(1, {1: "a"})]
    assert plan("ab", run(1, on=5, p1="a"), run(2, on=6, p1="b", p2="b")) == [
        (1, {1: "a"}),
        (2, {2: "b"}),
    ]


def test_nothing_to_clear_or_nothing_that_clears() -> None:
    assert plan("", run(1, p1="a")) == []
    assert plan("z", run(1, p1="a")) == []
    assert plan("a") == []


def test_a_run_that_the_later_ones_make_useless_is_dropped() -> None:
    """Greed takes the run of four items first; the two of three clear all six without it."""
    found = plan("abcdef", run(1, p1="bcde"), run(2, p1="abc"), run(3, p1="def"))
    assert [number for number, _ in found] == [2, 3]


def fewest(red: set[int], options: Sequence[Option]) -> int:
    """By trying every choice: the fewest runs that clear all that may be."""
    possible = red & frozenset().union(*(option.items for option in options))
    for count in range(len(options) + 1):
        for chosen in combinations(options, count):
            if possible <= frozenset().union(*(option.items for option in chosen)):
                return count
    raise AssertionError


def test_it_clears_all_that_may_be_within_the_bound_and_mostly_with_the_fewest() -> None:
    chance, best = Random(7), 0
    for _ in range(200):
        options = [
            run(
                number,
                **{
                    f"p{who}": "".join(chance.sample("abcdefgh", chance.randint(0, 3)))
                    for who in range(1, 4)
                },
            )
            for number in range(1, chance.randint(2, 8))
        ]
        red = set(map(ord, "abcdefgh"))
        steps = relieve(red, options)
        cleared = {item for step in steps for item in step.clears}
        assert cleared == red & frozenset().union(*(option.items for option in options))
        least = fewest(red, options)
        widest = max(len(option.items & red) for option in options)
        bound = sum((Fraction(1, k) for k in range(1, widest + 1)), Fraction(0))
        assert least <= len(steps) <= bound * least
        best += len(steps) == least
    assert best >= 180
