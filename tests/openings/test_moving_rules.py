"""The pure rules of exchanges and of shared posts, against every way of trying them."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intranet.openings.circles import Circle, Wish, circles_through, in_order, key_of
from intranet.openings.pairing import asks_alike, fit_in_a_week

pytestmark = pytest.mark.no_database
DEMANDS = st.dictionaries(st.integers(1, 6), st.integers(1, 4), max_size=6)


def brute_force(wishes: list[Wish]) -> set[Circle]:
    """Every order of every two or three wishes, tried one by one."""
    return {
        in_order(tuple(wish.id for wish in chosen))
        for size in (2, 3)
        for chosen in permutations(wishes, size)
        if all(chosen[(place + 1) % size].here in chosen[place].wanted for place in range(size))
    }


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.frozensets(st.sampled_from("abcd"), max_size=3)),
        max_size=7,
    )
)
@settings(max_examples=200, deadline=None)
def test_all_circles_are_found_and_no_other(told: list[tuple[str, frozenset[str]]]) -> None:
    wishes = [Wish(place, here, wanted) for place, (here, wanted) in enumerate(told, 1)]
    found = [circle for wish in wishes for circle in circles_through(wish, wishes)]
    assert set(found) == brute_force(wishes)
    for wish in wishes:
        through = list(circles_through(wish, wishes))
        assert len(through) == len(set(through))
        assert set(through) == {circle for circle in brute_force(wishes) if wish.id in circle}
        assert through == sorted(through, key=len)


def test_a_circle_of_three_is_one_however_it_is_told_and_not_its_reverse() -> None:
    assert key_of((3, 1, 2)) == key_of((1, 2, 3)) == "1-2-3"
    assert key_of((1, 3, 2)) != key_of((1, 2, 3))


@given(DEMANDS, DEMANDS)
def test_asking_alike_reads_the_same_from_both_sides(
    one: dict[int, int], other: dict[int, int]
) -> None:
    assert asks_alike(one, other) == asks_alike(other, one)
    assert asks_alike(one, one) == bool(one)
    if asks_alike(one, other):
        shared_items = one.keys() & other.keys()
        assert 2 * len(shared_items) >= min(len(one), len(other))
        assert all(abs(one[item] - other[item]) <= 1 for item in shared_items)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ({1: 2, 2: 2, 3: 2}, {1: 2, 2: 3, 9: 4}, True),
        ({1: 2, 2: 2, 3: 2}, {1: 2, 8: 3, 9: 4}, False),  # one of three
        ({1: 1, 2: 2}, {1: 3, 2: 2}, False),  # two levels apart
        ({}, {1: 2}, False),
    ],
)
def test_half_of_the_shorter_demand_one_level_apart(
    one: dict[int, int], other: dict[int, int], alike: bool
) -> None:
    assert asks_alike(one, other) is alike


def test_both_make_one_week_at_most() -> None:
    assert fit_in_a_week(40, 60)
    assert not fit_in_a_week(50, 51)
