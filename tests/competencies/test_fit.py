"""One person before thousands of demands: ranked by one statement, with the figures of `match`."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from intranet.competencies import queries
from intranet.competencies.actions import Asked, require
from intranet.competencies.matching import Match, Status, match
from intranet.competencies.models import (
    Edition,
    Need,
    Owner,
    Requirement,
    RequirementSet,
)
from intranet.competencies.queries import Fit
from intranet.kit.db import db
from tests.sql import counted

A, B, C, D = "D1.1", "D1.2", "D2.1", "D1"  # the items of the small edition, by code


@pytest.fixture
def items(edition: Edition) -> dict[str, int]:
    return {item.code: item.competency_id for item in queries.in_force().items.values()}


def asks(edition: Edition, *asked: Asked) -> int:
    found = require(Owner.OPENING, edition.id, asked)
    db.session.flush()
    return found.id


def every_set() -> object:
    return select(RequirementSet.id)


def test_the_worked_example_comes_out_of_the_database(
    edition: Edition, items: dict[str, int]
) -> None:
    asks(
        edition,
        Asked(items[A], 3, weight=3, is_mandatory=True),
        Asked(items[B], 2, weight=2),
        Asked(items[C], 2, weight=1),
        Asked(items[D], 4, weight=2),
    )

    [found] = queries.ranked(every_set(), {items[A]: 2, items[B]: 3, items[D]: 2})

    assert (found.lowest, found.highest, found.known_share) == (5 / 8, 3 / 4, 7 / 8)
    assert (found.status, found.blocking, found.unknown) == (Status.BLOCKED, 1, 1)


def test_what_blocks_comes_last_then_the_surest_then_the_best_known(
    edition: Edition, items: dict[str, int]
) -> None:
    blocked = asks(edition, Asked(items[A], 4, is_mandatory=True), Asked(items[B], 1, weight=3))
    nothing = asks(edition)
    half_known = asks(edition, Asked(items[A], 2), Asked(items[C], 2))
    half_missing = asks(edition, Asked(items[B], 2), Asked(items[A], 4, weight=1))
    whole = asks(edition, Asked(items[A], 2))
    same = asks(edition, Asked(items[A], 1))

    found = queries.ranked(every_set(), {items[A]: 2, items[B]: 1})

    order = [fit.requirement_set_id for fit in found]
    assert order == [whole, same, half_missing, half_known, nothing, blocked]
    assert [fit.lowest for fit in found[2:4]] == [1 / 2, 1 / 2]


def test_what_is_only_desired_counts_nothing(edition: Edition, items: dict[str, int]) -> None:
    asks(edition, Asked(items[A], 2, need=Need.DESIRED, is_mandatory=True))

    [found] = queries.ranked(every_set(), {})

    assert (found.status, found.lowest, found.known_share) == (Status.NOTHING_ASKED, None, None)


def test_a_page_is_cut_from_the_whole_ranking(edition: Edition, items: dict[str, int]) -> None:
    made = [asks(edition, Asked(items[A], 2)) for _ in range(5)]

    with counted() as statements:
        found = queries.ranked(every_set(), {items[A]: 1}, first=2, count=2)

    assert [fit.requirement_set_id for fit in found] == made[2:4]
    assert len(statements) == 1


def same_as(fit: Fit, compared: Match) -> bool:
    return (
        fit.lowest == compared.lowest
        and fit.highest == compared.highest
        and fit.known_share == compared.known_share
        and fit.status is compared.status
        and fit.blocking == len(compared.blocking)
        and fit.to_confirm == len(compared.to_confirm)
        and fit.unknown == len(compared.unknown)
    )


ASKED = st.tuples(
    st.integers(1, 4), st.integers(1, 3), st.sampled_from(Need), st.booleans()
)  # fmt: skip
DEMANDS = st.lists(st.dictionaries(st.sampled_from([A, B, C, D]), ASKED), max_size=8)
LEVELS = st.dictionaries(st.sampled_from([A, B, C, D]), st.none() | st.integers(0, 4))


@given(demands=DEMANDS, said=LEVELS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_statement_says_exactly_what_the_rules_say(
    edition: Edition,
    items: dict[str, int],
    demands: list[dict[str, tuple[int, int, Need, bool]]],
    said: dict[str, int | None],
) -> None:
    with db.session.begin_nested() as back:
        made = {
            asks(edition, *(Asked(items[code], *rest) for code, rest in demand.items()))
            for demand in demands
        }
        levels = {items[code]: level for code, level in said.items()}
        found = queries.ranked(every_set().where(RequirementSet.id.in_(made)), levels)
        asked = queries.requirements_of(made)
        compared = {set_id: match(asked[set_id], levels) for set_id in made}
        back.rollback()
    assert {fit.requirement_set_id for fit in found} == made
    assert all(same_as(fit, compared[fit.requirement_set_id]) for fit in found)
    assert [fit.requirement_set_id for fit in found] == in_order(compared)


def in_order(compared: dict[int, Match]) -> list[int]:
    """The ranking as the rules word it."""
    return sorted(compared, key=lambda set_id: compared[set_id].ranked(set_id))


def test_a_thousand_demands_of_many_weights_are_ranked_as_one_by_one(
    edition: Edition, items: dict[str, int]
) -> None:
    chance, codes = Random(9), [A, B, C, D]
    last = asks(edition)
    sets = range(last + 1, last + 1001)
    db.session.execute(
        insert(RequirementSet),
        [{"id": n, "owner": Owner.OPENING, "edition_id": edition.id} for n in sets],
    )
    db.session.execute(
        insert(Requirement),
        [
            {
                "requirement_set_id": n,
                "competency_id": items[code],
                "level": chance.randint(1, 4),
                "weight": chance.randint(1, 3),
                "is_mandatory": chance.random() < 0.1,
            }
            for n in sets
            for code in chance.sample(codes, chance.randint(1, 4))
        ],
    )
    levels = {items[A]: 2, items[B]: 3, items[D]: None}
    asked = queries.requirements_of(sets)

    found = queries.ranked(every_set().where(RequirementSet.id > last), levels, count=1000)

    compared = {set_id: match(asked[set_id], levels) for set_id in sets}
    assert [fit.requirement_set_id for fit in found] == in_order(compared)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.dictionaries(st.sampled_from([A, B, C]), st.none() | st.integers(0, 4)),
    after=st.dictionaries(st.sampled_from([A, B, C]), st.none() | st.integers(0, 4)),
)
def test_with_other_levels_the_scores_are_those_of_two_matches(
    edition: Edition,
    items: dict[str, int],
    before: dict[str, int | None],
    after: dict[str, int | None],
) -> None:
    demand = [Asked(items[A], 3, weight=3), Asked(items[B], 2), Asked(items[C], 4, weight=2)]
    asks(edition, *demand)
    today, later = ({items[code]: one for code, one in said.items()} for said in (before, after))

    rows = db.session.execute(select(queries.risen(every_set(), today, later))).all()

    for row in rows:
        whole = queries.TWELFTHS * row.weight
        assert Fraction(row.twelfths, whole) == match(demand, today).lowest
        assert Fraction(row.then, whole) == match(demand, later).lowest
    assert rows
    db.session.rollback()
