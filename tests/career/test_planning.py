"""The path of courses that the heuristic finds: the worked example, the edges, and the best there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intranet.career.planning import (
    Barrier,
    CourseOption,
    Limits,
    Path,
    WrongCost,
    barriers,
    in_order,
    plan,
)
from intranet.competencies.actions import Asked
from intranet.competencies.matching import WrongRequirement, match, percent
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
X = CourseOption(1, Fraction(2), {A: 3}, needs={A: 1})
Y = CourseOption(2, Fraction(3), {D: 3, C: 2})
MARCH = datetime(2027, 3, 1, tzinfo=UTC)


def taken(path: Path) -> list[int]:
    return [step.choice.course_id for step in path.steps]


def percents(path: Path) -> list[int]:
    return [percent(path.start or Fraction(0)), *(percent(step.after) for step in path.steps)]


def a_run(
    course: int, item: int, level: int, day: int, lasts: int = 2, **more: object
) -> CourseOption:
    """A course of so many days that begins on a day of March 2027."""
    start = MARCH + timedelta(days=day)
    end = start + timedelta(days=lasts)
    last = (end - timedelta(days=1)).date()
    told = {"run_id": 100 * course + day, "times": ((start, end),), "ends_on": last}
    return CourseOption(course, Fraction(lasts), {item: level}, **(told | more))  # type: ignore[arg-type]


# The worked example


def test_the_worked_example_of_the_design_comes_out_as_written() -> None:
    found = plan(DEMAND, PERSON, [X, Y])

    assert taken(found) == [Y.course_id, X.course_id], (
        "both bring 0.5 a day: the larger comes first"
    )
    assert (found.cost, percents(found)) == (5, [63, 81, 94])
    assert found.score == Fraction(15, 16)


def test_the_worked_example_holds_within_two_days() -> None:
    found = plan(DEMAND, PERSON, [X, Y], Limits(budget=Fraction(2)))

    assert (taken(found), percents(found)) == ([X.course_id], [63, 75])


def test_the_worked_example_holds_with_one_course_alone() -> None:
    assert percents(plan(DEMAND, PERSON, [Y])) == [63, 81]


# The edges


def test_nothing_required_leads_to_nothing() -> None:
    found = plan([Asked(A, 3, need=Need.DESIRED)], {}, [X, Y])

    assert (found.start, found.score, found.steps) == (None, None, ())


def test_what_is_only_desired_never_calls_for_a_course() -> None:
    found = plan([Asked(B, 2), Asked(A, 3, need=Need.DESIRED)], {B: 2}, [X])

    assert (found.steps, found.score) == ((), 1)


def test_a_demand_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(WrongRequirement):
        plan([Asked(A, 5)], {}, [X])


def test_a_course_never_pays_whoever_follows_it() -> None:
    with pytest.raises(WrongCost):
        CourseOption(1, Fraction(-1), {A: 3})


def test_what_is_free_comes_before_all_that_costs() -> None:
    free = CourseOption(9, Fraction(0), {C: 1})

    found = plan(DEMAND, PERSON, [X, Y, free], Limits(budget=Fraction(2)))

    assert taken(found) == [9, X.course_id]


def test_an_unknown_level_counts_nothing_for_what_a_course_asks() -> None:
    deep = CourseOption(3, Fraction(1), {C: 2}, needs={C: 1})

    assert plan(DEMAND, PERSON, [deep]).steps == ()
    assert taken(plan(DEMAND, {**PERSON, C: 1}, [deep])) == [3]


def test_a_course_opens_the_next_one() -> None:
    first, then = (
        CourseOption(5, Fraction(4), {D: 3}),
        CourseOption(6, Fraction(1), {D: 4}, needs={D: 3}),
    )

    assert taken(plan(DEMAND, PERSON, [then, first])) == [5, 6]


def test_what_is_not_applicable_may_be_learnt() -> None:
    assert taken(plan([Asked(A, 2)], {A: None}, [CourseOption(1, Fraction(1), {A: 2})])) == [1]


def test_a_course_below_ones_level_brings_nothing_and_lowers_nothing() -> None:
    found = plan(DEMAND, PERSON, [CourseOption(1, Fraction(1), {A: 1, B: 1})])

    assert (found.steps, found.levels) == ((), PERSON)


def test_what_a_course_teaches_beyond_the_demand_is_not_counted() -> None:
    [step] = plan([Asked(A, 2)], {A: 1}, [CourseOption(1, Fraction(1), {A: 4})]).steps

    assert step.gain == Fraction(1, 2)


def test_at_the_same_rate_and_gain_the_first_id_comes_first() -> None:
    twins = [CourseOption(8, Fraction(1), {A: 3}), CourseOption(7, Fraction(1), {A: 3})]

    assert taken(plan(DEMAND, PERSON, twins)) == [7]


def test_who_offers_may_say_which_of_those_alike_goes_first() -> None:
    near, far = (
        CourseOption(8, Fraction(1), {A: 3}, turn=1),
        CourseOption(7, Fraction(1), {A: 3}, turn=2),
    )

    assert taken(plan(DEMAND, PERSON, [far, near])) == [8]


def test_what_brings_less_than_is_asked_of_a_course_is_left_out() -> None:
    little, much = CourseOption(1, Fraction(1), {C: 1}), CourseOption(2, Fraction(1), {A: 3})

    assert taken(plan(DEMAND, PERSON, [little, much])) == [2, 1]
    assert taken(plan(DEMAND, PERSON, [little, much], Limits(least=Fraction(3, 4)))) == [2]


def test_of_the_runs_of_a_course_the_first_one_is_taken() -> None:
    runs = [a_run(1, A, 3, day=20), a_run(1, A, 3, day=5), a_run(1, A, 3, day=9)]

    assert plan(DEMAND, PERSON, runs).steps[0].choice.run_id == 105


def test_two_runs_of_the_same_days_are_not_both_taken() -> None:
    both = [a_run(1, A, 3, day=5), a_run(2, D, 4, day=6)]

    found = plan(DEMAND, PERSON, both)

    assert len(found.steps) == 1
    assert barriers(both, found, Limits(), [A, D]) == {D: Barrier.OVERLAPS}


def test_the_next_run_of_a_course_is_taken_where_the_first_overlaps() -> None:
    runs = [a_run(1, D, 4, day=6), a_run(2, A, 3, day=5), a_run(2, A, 3, day=8)]

    found = plan(DEMAND, PERSON, runs)

    assert [step.choice.run_id for step in found.steps] == [106, 208]


def test_room_is_made_by_another_run_of_what_was_taken_first() -> None:
    runs = [a_run(1, A, 3, day=5), a_run(1, A, 3, day=20), a_run(2, D, 4, day=6)]

    found = plan(DEMAND, PERSON, runs)

    assert [step.choice.run_id for step in found.steps] == [120, 206]


def test_no_room_is_made_at_the_expense_of_what_needs_it() -> None:
    first, again = a_run(1, A, 3, day=5), a_run(1, A, 3, day=20)
    then = a_run(3, C, 2, day=8, needs={A: 3})
    other = a_run(2, D, 4, day=6, lasts=1)

    found = plan(DEMAND, PERSON, [first, again, then, other])

    assert {step.choice.run_id for step in found.steps} in ({105, 308}, {206, 120})


def test_a_run_may_begin_the_day_after_another_ends() -> None:
    assert len(plan(DEMAND, PERSON, [a_run(1, A, 3, day=5), a_run(2, D, 4, day=7)]).steps) == 2


def test_only_the_half_days_of_a_long_run_are_taken() -> None:
    spans = tuple((MARCH + timedelta(days=day), MARCH + timedelta(days=day + 1)) for day in (1, 30))
    long = CourseOption(3, Fraction(2), {C: 2}, times=spans)

    assert len(plan(DEMAND, PERSON, [long, a_run(1, A, 3, day=5)]).steps) == 2


def test_the_days_for_which_one_is_registered_elsewhere_are_taken() -> None:
    busy = Limits(busy=[(MARCH + timedelta(days=5), MARCH + timedelta(days=6))])
    runs = [a_run(1, A, 3, day=5)]

    found = plan(DEMAND, PERSON, runs, busy)

    assert found.steps == ()
    assert barriers(runs, found, busy, [A]) == {A: Barrier.OVERLAPS}


def test_all_is_over_before_the_post_begins() -> None:
    until = Limits(until=(MARCH + timedelta(days=9)).date())
    runs = [a_run(1, A, 3, day=9), a_run(2, D, 4, day=8)]

    found = plan(DEMAND, PERSON, runs, until)

    assert taken(found) == [2], "a run may end on the eve, not later"
    assert barriers(runs, found, until, [A]) == {A: Barrier.TOO_LATE}


def test_what_a_course_asks_is_learnt_before_it_begins() -> None:
    then = a_run(2, D, 4, day=3, needs={A: 3})
    first = a_run(1, A, 3, day=7)

    found = plan(DEMAND, PERSON, [first, then])

    assert taken(found) == [1], "it begins before the other ends"
    assert barriers([first, then], found, Limits(), [D]) == {D: Barrier.ASKS_MORE}

    later = a_run(2, D, 4, day=10, needs={A: 3})
    assert taken(plan(DEMAND, PERSON, [first, then, later])) == [1, 2]


def test_what_the_person_fixed_stays_whatever_it_costs_and_brings() -> None:
    useless = CourseOption(9, Fraction(4), {B: 1}, is_fixed=True)

    found = plan(DEMAND, PERSON, [X, Y, useless], Limits(budget=Fraction(6)))

    assert (taken(found), found.cost) == ([9, X.course_id], 6)


def test_what_a_later_course_makes_useless_is_taken_out() -> None:
    short, whole = (
        CourseOption(1, Fraction(1), {D: 3}),
        CourseOption(2, Fraction(3), {D: 4, A: 3, C: 2}),
    )

    found = plan(DEMAND, PERSON, [short, whole])

    assert (taken(found), found.score) == ([2], 1)


def test_what_opens_another_is_not_useless() -> None:
    first, then = (
        CourseOption(1, Fraction(1), {D: 3}),
        CourseOption(2, Fraction(1), {D: 4}, needs={D: 3}),
    )

    assert taken(plan(DEMAND, PERSON, [first, then])) == [1, 2]


def test_what_stays_uncovered_says_what_is_nearest_to_being_overcome() -> None:
    kept_out = [
        CourseOption(1, Fraction(1), {A: 3}, barrier=Barrier.NO_SEAT),
        CourseOption(2, Fraction(9), {A: 3}),
        CourseOption(3, Fraction(1), {D: 4}, barrier=Barrier.NO_RUN),
    ]
    tight = Limits(budget=Fraction(2))

    found = plan(DEMAND, PERSON, kept_out, tight)

    told = barriers(kept_out, found, tight, [A, C, D])
    assert told == {A: Barrier.OVER_BUDGET, D: Barrier.NO_RUN}, "no course raises C at all"


def test_told_by_date_each_course_brings_what_it_brings_when_it_comes() -> None:
    late, soon = a_run(1, A, 3, day=20, lasts=1), a_run(2, D, 4, day=1)

    found = plan(DEMAND, PERSON, [late, soon])
    dated = in_order(DEMAND, found)

    assert (taken(found), taken(dated)) == ([1, 2], [2, 1])
    assert dated.score == found.score
    assert [step.after for step in dated.steps[:-1]] == [step.before for step in dated.steps[1:]]


# What holds of every demand

ITEMS = (A, B, C, D)
demands = st.lists(
    st.tuples(st.sampled_from(ITEMS), st.integers(1, 4), st.integers(1, 3)),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one[0],
).map(lambda found: [Asked(item, level, weight=weight) for item, level, weight in found])
levels = st.dictionaries(st.sampled_from(ITEMS), st.one_of(st.none(), st.integers(0, 4)))
raised = st.dictionaries(st.sampled_from(ITEMS), st.integers(1, 4), min_size=1, max_size=3)


def courses(costs: st.SearchStrategy[int], asks: st.SearchStrategy[dict[int, int]]) -> st.SearchStrategy[list[CourseOption]]:  # fmt: skip
    one = st.tuples(costs, raised, asks)
    return st.lists(one, max_size=5).map(
        lambda found: [
            CourseOption(number, Fraction(cost), raises, asks)
            for number, (cost, raises, asks) in enumerate(found, 1)
        ]
    )


# The clock of a busy machine says nothing of the rules.
at_leisure = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
NO_ASKS: st.SearchStrategy[dict[int, int]] = st.just({})
ANY_ASKS = st.dictionaries(st.sampled_from(ITEMS), st.integers(1, 3), max_size=2)


def best_of_all(
    demand: Sequence[Asked],
    start: dict[int, int | None],
    offered: Iterable[CourseOption],
    budget: Fraction,
) -> Fraction:
    """The score of the best path there is, all of them tried."""
    offered, best = list(offered), match(demand, start).lowest or Fraction(0)
    for size in range(1, len(offered) + 1):
        for some in permutations(offered, size):
            if sum(one.cost for one in some) > budget:
                continue
            reached = dict(start)
            for one in some:
                if any((reached.get(item) or 0) < level for item, level in one.needs.items()):
                    break
                for item, level in one.raises.items():
                    reached[item] = max(reached.get(item) or 0, level)
            else:
                best = max(best, match(demand, reached).lowest or Fraction(0))
    return best


@at_leisure
@given(demands, levels, courses(st.integers(1, 4), ANY_ASKS), st.integers(1, 12))
def test_never_better_than_the_best_nor_beyond_the_budget(
    demand: list[Asked], start: dict[int, int | None], offered: list[CourseOption], budget: int
) -> None:
    found = plan(demand, start, offered, Limits(budget=Fraction(budget)))

    assert found.cost <= budget
    assert (found.score or 0) <= best_of_all(demand, start, offered, Fraction(budget))
    assert len(set(taken(found))) == len(found.steps), "nobody follows a course twice"


@at_leisure
@given(demands, levels, courses(st.just(2), NO_ASKS), st.integers(1, 12))
def test_of_courses_that_cost_the_same_at_least_63_percent_of_what_could_be_gained(
    demand: list[Asked], start: dict[int, int | None], offered: list[CourseOption], budget: int
) -> None:
    found = plan(demand, start, offered, Limits(budget=Fraction(budget)))

    assert found.start is not None
    assert found.score is not None
    could = best_of_all(demand, start, offered, Fraction(budget)) - found.start
    assert (found.score - found.start) * Fraction(1000) >= could * Fraction(632)


@at_leisure
@given(demands, levels, courses(st.integers(1, 4), ANY_ASKS))
def test_each_course_brings_something_and_the_score_never_falls(
    demand: list[Asked], start: dict[int, int | None], offered: list[CourseOption]
) -> None:
    found = plan(demand, start, offered)

    scores = [found.start or Fraction(0), *(step.after for step in found.steps)]
    assert scores == sorted(scores)
    assert all((found.levels.get(item) or 0) >= (level or 0) for item, level in start.items())


@at_leisure
@given(demands, levels, courses(st.integers(1, 4), NO_ASKS), st.integers(1, 8))
def test_more_money_never_buys_less(
    demand: list[Asked], start: dict[int, int | None], offered: list[CourseOption], budget: int
) -> None:
    little, more = (
        plan(demand, start, offered, Limits(budget=Fraction(some))).score or Fraction(0)
        for some in (budget, budget + 1)
    )
    assert little <= more
