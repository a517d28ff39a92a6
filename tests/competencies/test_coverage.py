"""What may be told of a group: no small number is shown, and none can be computed back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.competencies.coverage import (
    FEWEST,
    WHOLE,
    Count,
    Place,
    Standing,
    cover,
    published,
)
from intranet.competencies.domains import mean

pytestmark = pytest.mark.no_database

PARTS = {
    "holders": lambda count: count.holders,
    "below": lambda count: count.below,
    "assessed": lambda count: count.assessed,
}


@pytest.mark.parametrize(
    ("levels", "standing"),
    [
        ([None, None], Standing.UNKNOWN),
        ([0, 2, None], Standing.ABSENT),
        ([3, 2, None], Standing.FRAGILE),
        ([4, 3], Standing.HELD),
        ([], Standing.UNKNOWN),
    ],
)
def test_an_item_is_unknown_absent_held_by_one_or_shared(
    levels: list[int | None], standing: Standing
) -> None:
    assert cover(levels).standing is standing


def test_silence_counts_among_the_persons_and_never_as_a_zero() -> None:
    found = cover([0, 3, None])

    assert (found.holders, found.assessed, found.persons) == (1, 2, 3)


def test_coverage_is_of_the_level_that_is_asked_for() -> None:
    assert [cover([1, 2, 4], level).holders for level in (1, 2, 3, 4)] == [3, 2, 1, 1]


def test_a_mean_of_four_people_is_not_told_and_one_of_five_is_exact() -> None:
    assert mean([4, 4, 4, 4, None], FEWEST) is None
    assert mean([4, 4, 4, 3, 1], FEWEST) == Fraction(16, 5)


def test_a_count_that_lets_one_subtract_a_small_one_names_people_too() -> None:
    assert Count(assessed=12, holders=9).names_people()  # three are below
    assert not Count(assessed=12, holders=12).names_people()
    assert not Count(assessed=10, holders=5).names_people()
    assert not Count().names_people()


def told(*regions: list[Count], persons: int = 100, fewest: int = FEWEST) -> dict[Place, Count]:
    """What is told of regions A, B, C… each given by its départements A0, A1…"""
    counts = dict(by_place(regions))
    return published(counts, dict.fromkeys(counts, persons), fewest)


def by_place(regions: tuple[list[Count], ...]) -> Iterator[tuple[Place, Count]]:
    for name, departments in zip("ABCD", regions, strict=False):
        for number, count in enumerate(departments):
            yield (name, f"{name}{number}"), count


def test_a_hidden_region_takes_the_smallest_other_with_it() -> None:
    shown = told([Count(3, 3)], [Count(40, 20)], [Count(12, 6)], [Count(0, 0)])

    assert shown.keys() == {WHOLE, ("B",), ("B", "B0"), ("D",), ("D", "D0")}
    assert shown[WHOLE] == Count(55, 29)


def test_two_hidden_regions_that_are_all_alike_take_a_third_with_them() -> None:
    """Two ones under a total of two would be told apart from nothing else."""
    shown = told([Count(1, 1)], [Count(1, 1)], [Count(40, 20)], [Count(50, 20)])

    assert shown.keys() == {WHOLE, ("D",), ("D", "D0")}


def test_two_hidden_regions_that_differ_hide_each_other() -> None:
    shown = told([Count(1, 1)], [Count(3, 3)], [Count(40, 20)])

    assert shown.keys() == {WHOLE, ("C",), ("C", "C0")}


def test_equal_others_are_withheld_together_since_a_choice_would_tell_them_apart() -> None:
    shown = told([Count(2, 2)], [Count(10, 5)], [Count(10, 5)], [Count(40, 20)])

    assert shown.keys() == {WHOLE, ("D",), ("D", "D0")}


def test_a_small_total_tells_nothing_at_all() -> None:
    assert told([Count(2, 0)], [Count(0, 0)]) == {}


def test_nothing_is_withheld_where_nobody_answered() -> None:
    assert told([Count()], [Count()]) == dict.fromkeys(
        [WHOLE, ("A",), ("A", "A0"), ("B",), ("B", "B0")], Count()
    )


def test_a_region_whose_departments_cannot_be_hidden_is_withheld_with_them() -> None:
    alike = [Count(3, 3), Count(3, 3)]
    shown = told(alike, [Count(20, 10)], [Count(40, 20)])

    assert shown.keys() == {WHOLE, ("C",), ("C", "C0")}


def test_a_department_is_hidden_with_another_under_the_total_of_its_region() -> None:
    shown = told([Count(3, 3), Count(20, 10), Count(40, 20)])

    assert shown.keys() == {WHOLE, ("A",), ("A", "A2")}


def test_where_everybody_answered_the_number_of_people_gives_nothing_back() -> None:
    """Three people, three answers: the sum of those hidden would say so if it were full."""
    counts = {("A", "A0"): Count(3, 1), ("B", "B0"): Count(10, 5), ("C", "C0"): Count(20, 10)}
    shown = published(counts, {("A", "A0"): 3, ("B", "B0"): 10, ("C", "C0"): 30})

    assert shown.keys() == {WHOLE}


# All the tables whose numbers add up to `most` or less, so that no alternative is left out.
SHAPES = [
    pytest.param((1, 1, 1), 10, 3, id="three regions"),
    pytest.param((1, 1, 1), 10, 2, id="three regions, less hidden"),
    pytest.param((1, 1), 16, 5, id="two regions, as on the site"),
    pytest.param((3,), 10, 3, id="three départements"),
    pytest.param((2, 1), 10, 3, id="a region of two départements, and another"),
    pytest.param((2, 2), 8, 2, id="two regions of two départements"),
]


@pytest.mark.parametrize(("shape", "most", "fewest"), SHAPES)
@pytest.mark.parametrize("persons", [1000, 6], ids=["many people", "six people a place"])
def test_no_small_number_can_be_computed_back_by_who_knows_the_rules(
    shape: tuple[int, ...], most: int, fewest: int, persons: int
) -> None:
    """By brute force: of all the tables that would tell the same, none agrees on a hidden number."""
    places = [
        (name, f"{name}{n}") for name, size in zip("ABC", shape, strict=False) for n in range(size)
    ]
    alike: dict[frozenset[tuple[Place, Count]], list[dict[Place, Count]]] = defaultdict(list)
    for table in tables(places, most, persons):
        shown = published(table, dict.fromkeys(places, persons), fewest)
        alike[frozenset(shown.items())].append(table)
    everywhere: list[Place] = [WHOLE, *{place[:1] for place in places}, *places]
    assert len(alike) > 2
    for shown, could_be in alike.items():
        for place in set(everywhere) - dict(shown).keys():
            counts = [total(table, place) for table in could_be]
            for name, part in PARTS.items():
                possible = {part(count) for count in counts}
                known = len(possible) == 1 and 0 < next(iter(possible)) < fewest
                assert not known, (name, place, could_be[:3], dict(shown))


@pytest.mark.parametrize(("shape", "most", "fewest"), SHAPES)
def test_no_small_number_is_ever_shown(shape: tuple[int, ...], most: int, fewest: int) -> None:
    places = [
        (name, f"{name}{n}") for name, size in zip("ABC", shape, strict=False) for n in range(size)
    ]
    for table in tables(places, most, 1000):
        shown = published(table, dict.fromkeys(places, 1000), fewest)
        assert not any(count.names_people(fewest) for count in shown.values())
        assert all(total(table, place) == count for place, count in shown.items())


def tables(places: list[Place], most: int, persons: int) -> Iterator[dict[Place, Count]]:
    for numbers in sums_up_to(most, 2 * len(places)):
        counts = [
            Count(holders + below, holders)
            for holders, below in zip(numbers[::2], numbers[1::2], strict=True)
        ]
        if all(count.assessed <= persons for count in counts):
            yield dict(zip(places, counts, strict=True))


def sums_up_to(most: int, length: int) -> Iterator[tuple[int, ...]]:
    if length == 0:
        yield ()
        return
    for first in range(most + 1):
        for rest in sums_up_to(most - first, length - 1):
            yield (first, *rest)


def total(table: dict[Place, Count], place: Place) -> Count:
    return sum((c for p, c in table.items() if p[: len(place)] == place), Count())


COUNTS = st.builds(
    lambda holders, below: Count(holders + below, holders), st.integers(0, 30), st.integers(0, 30)
)


@given(st.lists(st.lists(COUNTS, min_size=1, max_size=6), min_size=1, max_size=4))
def test_what_is_told_is_true_safe_and_never_one_short_of_a_total(
    regions: list[list[Count]],
) -> None:
    counts = dict(by_place(tuple(regions)))
    shown = told(*regions)
    assert all(total(counts, place) == count for place, count in shown.items())
    assert not any(count.names_people() for count in shown.values())
    assert all(place[:-1] in shown for place in shown if place)
    for whole in shown:
        parts = {place[: len(whole) + 1] for place in counts if place[: len(whole)] == whole}
        if len(whole) < 2:
            hidden = [part for part in parts if part not in shown and total(counts, part).assessed]
            assert len(hidden) != 1, (whole, hidden)


@given(st.permutations(range(4)), st.lists(COUNTS, min_size=4, max_size=4))
def test_which_region_comes_first_changes_nothing(order: list[int], counts: list[Count]) -> None:
    names = [(f"R{n}",) for n in range(4)]

    def told_in(some: list[int]) -> dict[Place, Count]:
        given_so = {(*names[n], "x"): counts[n] for n in some}
        return published(given_so, dict.fromkeys(given_so, 100))

    assert told_in(order) == told_in([0, 1, 2, 3])
