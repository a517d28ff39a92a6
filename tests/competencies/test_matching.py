"""How levels answer a demand: the worked example, the edge cases, and what holds of every demand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.competencies.actions import Asked
from intranet.competencies.matching import Status, WrongRequirement, match, percent
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


def test_the_worked_example_of_the_design_comes_out_as_written() -> None:
    found = match(DEMAND, PERSON)

    assert found.lowest == Fraction(5, 8)
    assert [percent(part) for part in (found.lowest, found.highest, found.over_known, found.known_share) if part] == [63, 75, 71, 88]  # fmt: skip
    assert [line.competency_id for line in found.blocking] == [A]
    assert [line.competency_id for line in found.in_order] == [A, D, B, C]
    assert found.status is Status.BLOCKED
    assert found.words == "au moins 63\u00a0% (jusqu’à 75\u00a0% si vous complétez 1\u00a0réponse)"


def test_nothing_asked_has_no_score() -> None:
    found = match([], {A: 4})

    assert (found.lowest, found.highest, found.known_share) == (None, None, None)
    assert (found.status, found.words) == (Status.NOTHING_ASKED, "–")


def test_what_is_only_desired_has_no_score_either() -> None:
    found = match([Asked(A, 3, need=Need.DESIRED)], {})

    assert (found.words, len(found.desired)) == ("–", 1)


def test_an_item_said_not_applicable_counts_nothing_and_says_so() -> None:
    [line] = match([Asked(A, 2, is_mandatory=True)], {A: None}).required

    assert (line.is_not_applicable, line.gap, line.coverage) == (True, 2, 0)
    assert match([Asked(A, 2, is_mandatory=True)], {A: None}).status is Status.BLOCKED


def test_level_zero_is_an_answer_and_silence_is_not() -> None:
    zero, silence = match([Asked(A, 2)], {A: 0}), match([Asked(A, 2)], {})

    assert (zero.lowest, zero.highest, zero.words) == (0, 0, "0\u00a0%")
    assert (silence.lowest, silence.highest, silence.over_known) == (0, 1, None)


def test_a_mandatory_item_without_an_answer_is_to_confirm() -> None:
    assert match([Asked(A, 2, is_mandatory=True)], {}).status is Status.TO_CONFIRM


def test_everything_reached_is_a_match_whatever_the_surplus() -> None:
    found = match([Asked(A, 2), Asked(B, 1)], {A: 4, B: 1})

    assert (found.status, found.words) == (Status.MATCH, "100\u00a0%")


@pytest.mark.parametrize(
    "demand",
    [[Asked(A, 0)], [Asked(A, 5)], [Asked(A, 2, weight=0)], [Asked(A, 2), Asked(A, 3)]],
    ids=["level 0", "level 5", "weight 0", "twice"],
)
def test_a_demand_that_makes_no_sense_is_refused(demand: list[Asked]) -> None:
    with pytest.raises(WrongRequirement):
        match(demand, {})


@pytest.mark.parametrize(
    ("part", "shown"), [((1, 8), 13), ((5, 8), 63), ((1, 3), 33), ((2, 3), 67), ((0, 1), 0)]
)
def test_percents_are_rounded_half_up(part: tuple[int, int], shown: int) -> None:
    assert percent(Fraction(*part)) == shown


demands = st.lists(
    st.builds(
        Asked,
        competency_id=st.integers(1, 8),
        level=st.integers(1, 4),
        weight=st.integers(1, 3),
        need=st.sampled_from(Need),
        is_mandatory=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda asked: asked.competency_id,
)
people = st.dictionaries(st.integers(1, 8), st.none() | st.integers(0, 4))


@given(demands, people)
def test_the_bounds_are_in_order(demand: list[Asked], person: dict[int, int | None]) -> None:
    found = match(demand, person)

    if found.lowest is None or found.highest is None:
        assert not found.required
        return
    assert 0 <= found.lowest <= found.highest <= 1
    assert (found.lowest == found.highest) == (not found.unknown)
    assert (found.lowest == 1) == (found.status is Status.MATCH)


@given(demands, people, st.integers(1, 8), st.integers(0, 4))
def test_learning_never_lowers_a_score(
    demand: list[Asked], person: dict[int, int | None], item: int, level: int
) -> None:
    before = match(demand, person)
    after = match(demand, person | {item: max(person.get(item) or 0, level)})

    assert (before.lowest or 0) <= (after.lowest or 0)


@given(demands, people, st.integers(2, 5))
def test_weights_count_only_beside_one_another(
    demand: list[Asked], person: dict[int, int | None], times: int
) -> None:
    heavier = [replace(asked, weight=asked.weight * times) for asked in demand]

    assert match(demand, person).lowest == match(heavier, person).lowest
    assert match(demand, person).highest == match(heavier, person).highest


@given(demands, people)
def test_what_is_desired_never_changes_the_score(
    demand: list[Asked], person: dict[int, int | None]
) -> None:
    required = [asked for asked in demand if asked.need is Need.REQUIRED]

    assert match(demand, person).lowest == match(required, person).lowest
    assert match(demand, person).status == match(required, person).status


@given(demands, people)
def test_surplus_never_pays_for_a_gap(demand: list[Asked], person: dict[int, int | None]) -> None:
    wanted = {asked.competency_id: asked.level for asked in demand}
    capped = {
        item: level if level is None else min(level, wanted.get(item, level))
        for item, level in person.items()
    }

    assert match(demand, person).lowest == match(demand, capped).lowest


@given(demands, people)
def test_closing_every_gap_brings_exactly_the_priorities(
    demand: list[Asked], person: dict[int, int | None]
) -> None:
    found = match(demand, person)

    if found.highest is not None:
        missing = sum((line.priority for line in found.gaps), Fraction(0))
        assert found.highest + missing / found.weight == 1


def test_ranking_puts_the_unblocked_first_then_the_sure_score_then_completeness() -> None:
    blocked = match([Asked(A, 2, is_mandatory=True), Asked(B, 1, weight=3)], {A: 1, B: 4})
    sure = match([Asked(A, 2), Asked(B, 2)], {A: 2, B: 0})
    guessed = match([Asked(A, 2), Asked(B, 2)], {A: 2})  # the same sure score, less known
    flattering = match([Asked(A, 2), Asked(B, 2, weight=3)], {A: 2})  # 100 % of what is known
    nothing = match([], {})
    found = {"blocked": blocked, "sure": sure, "guessed": guessed, "flattering": flattering, "nothing": nothing}  # fmt: skip

    ranked = sorted(found, key=lambda name: found[name].ranked(1))

    assert ranked == ["sure", "guessed", "flattering", "nothing", "blocked"]


def test_equals_are_ranked_by_an_id_that_never_changes() -> None:
    same = match([Asked(A, 2)], {A: 1})

    assert sorted([9, 2, 5], key=same.ranked) == [2, 5, 9]


@given(demands, people, people)
def test_ranking_agrees_with_its_rule(
    demand: list[Asked], one: dict[int, int | None], other: dict[int, int | None]
) -> None:
    first, second = match(demand, one), match(demand, other)

    if first.ranked(1) < second.ranked(1) and first.lowest != second.lowest:
        better = (first.lowest or 0) > (second.lowest or 0)
        assert better or (second.status is Status.BLOCKED and first.status is not Status.BLOCKED)
