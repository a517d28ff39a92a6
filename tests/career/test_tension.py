"""How much an item is lacking, to the unit; and how levels are counted without naming anybody."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from intranet.career.tension import Band, Lack, bands, tension, unmet
from intranet.competencies.matching import percent


@pytest.mark.no_database
def test_the_example_of_the_rule_is_exact() -> None:
    lack = Lack(demand=5, supply=1, seats=2)

    assert lack.tension == Fraction(5, 6)
    assert percent(Fraction(5, 6)) == 83
    assert f"{float(Fraction(5, 6)):.3f}" == "0.833"
    assert (lack.most_unmet, lack.is_exact) == (2, True)


@pytest.mark.no_database
def test_where_nobody_asks_and_nobody_holds_there_is_no_tension() -> None:
    assert tension(0, 0) is None
    assert tension(0, 4) == 0
    assert tension(4, 0) == 1


@pytest.mark.parametrize(("demand", "supply", "seats"), [(2, 5, 0), (2, 0, 9), (0, 0, 0)])
@pytest.mark.no_database
def test_what_is_answered_is_never_counted_below_nothing(demand, supply, seats) -> None:
    assert unmet(demand, supply, seats) == 0


@pytest.mark.no_database
def test_where_who_hold_it_is_withheld_only_a_bound_is_told() -> None:
    lack = Lack(demand=5, supply=None, seats=2)

    assert lack.tension is None
    assert (lack.most_unmet, lack.is_exact) == (3, False)
    assert Lack(2, None, 2).is_exact  # whoever holds it, nothing is unmet


@pytest.mark.no_database
def test_halves_are_rounded_up() -> None:
    assert percent(Fraction(1, 8)) == 13
    assert percent(Fraction(2, 3)) == 67


@pytest.mark.no_database
def test_levels_that_count_enough_people_are_told_one_by_one() -> None:
    assert bands({0: 6, 2: 5, 3: 9}, 4) == [
        Band(0, 0, 6), Band(1, 1, 0), Band(2, 2, 5), Band(3, 3, 9), Band(4, 4, 0),
    ]  # fmt: skip


@pytest.mark.no_database
def test_a_level_of_few_people_joins_its_neighbours_on_its_own_side() -> None:
    assert bands({0: 3, 1: 0, 2: 7, 3: 13, 4: 4}, 4) == [Band(0, 2, 10), Band(3, 4, 17)]
    assert bands({0: 7, 1: 0, 2: 2, 3: 2, 4: 6}, 4) == [Band(0, 2, 9), Band(3, 4, 8)]
    assert Band(0, 2, 9).label == "Niveaux 0 à 2"


@pytest.mark.no_database
def test_no_number_of_one_to_four_is_shown_nor_follows_from_what_is() -> None:
    told: dict[tuple[Band, ...], list[tuple[int, ...]]] = {}
    for below in product(range(14), repeat=3):
        if sum(below) == 0 or 5 <= sum(below) < 14:  # all that add up to as much are here
            shown = tuple(bands(dict(enumerate(below)), 4))
            told.setdefault(shown, []).append(below)

    for shown, worlds in told.items():
        assert all(band.people == 0 or band.people >= 5 for band in shown)
        assert sum(band.people for band in shown) == sum(worlds[0])
        for level in range(3):
            values = {world[level] for world in worlds}
            assert len(values) > 1 or not 0 < min(values) < 5, (shown, level, values)
