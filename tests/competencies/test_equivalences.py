"""What equivalent items bring, once; and what near ones only suggest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.competencies.actions import Asked
from intranet.competencies.equivalences import Tie, Transfer, near, transfers, with_transfers
from intranet.competencies.matching import match

pytestmark = pytest.mark.no_database

SAME = [Tie(1, 2, is_equivalence=True), Tie(2, 3, is_equivalence=True)]
CLOSE = [Tie(1, 2, is_equivalence=False), Tie(4, 1, is_equivalence=False)]


def test_an_equivalent_item_brings_its_level_both_ways() -> None:
    assert with_transfers({1: 3}, SAME[:1]) == {1: 3, 2: 3}
    assert transfers({2: 3}, SAME[:1]) == {1: Transfer(3, 2)}


def test_a_level_passes_once_it_is_not_passed_on() -> None:
    assert with_transfers({1: 3}, SAME) == {1: 3, 2: 3}


def test_of_two_equivalents_the_higher_counts() -> None:
    assert transfers({1: 2, 3: 4}, SAME)[2] == Transfer(4, 3)


def test_what_one_has_oneself_is_never_lowered() -> None:
    assert with_transfers({1: 1, 2: 4}, SAME[:1]) == {1: 4, 2: 4}


def test_not_applicable_is_no_level_and_gives_way_to_one() -> None:
    assert with_transfers({1: None}, SAME[:1]) == {1: None}
    assert with_transfers({1: None, 2: 2}, SAME[:1]) == {1: 2, 2: 2}


def test_level_zero_passes_too_and_does_not_hide_a_silence() -> None:
    assert with_transfers({1: 0}, SAME[:1]) == {1: 0, 2: 0}


def test_what_is_near_only_suggests() -> None:
    assert with_transfers({1: 3}, CLOSE) == {1: 3}
    assert near(2, {1: 3}, CLOSE) == [1]
    assert near(1, {2: 1, 4: 0}, CLOSE) == [2, 4]
    assert near(1, {2: None}, CLOSE) == []


levels = st.dictionaries(st.integers(1, 6), st.none() | st.integers(0, 4))
ties = st.lists(
    st.builds(Tie, st.integers(1, 6), st.integers(1, 6), st.booleans()).filter(
        lambda tie: tie.one != tie.other
    ),
    max_size=8,
)


@given(levels, ties)
def test_nothing_is_lowered_nor_forgotten(known: dict[int, int | None], tied: list[Tie]) -> None:
    after = with_transfers(known, tied)

    assert known.keys() <= after.keys()
    for item, level in known.items():
        assert level is None or (after[item] or 0) >= level


@given(levels, ties, st.integers(1, 6), st.integers(0, 4))
def test_learning_never_lowers_a_score_through_equivalences(
    known: dict[int, int | None], tied: list[Tie], item: int, level: int
) -> None:
    demand = [Asked(one, 3) for one in range(1, 7)]
    more = known | {item: max(known.get(item) or 0, level)}

    before, after = (match(demand, with_transfers(each, tied)) for each in (known, more))

    assert (before.lowest or 0) <= (after.lowest or 0)


@given(levels, ties)
def test_the_order_in_which_ties_were_written_does_not_matter(
    known: dict[int, int | None], tied: list[Tie]
) -> None:
    assert transfers(known, tied) == transfers(known, tied[::-1])
