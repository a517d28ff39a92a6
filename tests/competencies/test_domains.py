"""What is told of a domain: means over what is known, beside how much is known."""

from __future__ import annotations

from fractions import Fraction

import pytest

from intranet.competencies import queries
from intranet.competencies.actions import Asked
from intranet.competencies.domains import asked_mean, domain_values, in_tenths, mean
from intranet.competencies.models import Edition, Need


@pytest.mark.no_database
def test_a_mean_is_over_what_is_known() -> None:
    assert mean([3, None, 2]) == Fraction(5, 2)
    assert mean([0, 0]) == 0
    assert mean([None]) is None


@pytest.mark.no_database
def test_what_is_asked_is_weighed() -> None:
    assert asked_mean([Asked(1, 4, weight=3), Asked(2, 2, weight=1)]) == Fraction(7, 2)
    assert asked_mean([]) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [(Fraction(5, 2), "2,5"), (Fraction(3), "3"), (Fraction(1, 20), "0,1"), (Fraction(9, 4), "2,3"), (Fraction(0), "0"), (None, "–")],
)  # fmt: skip
@pytest.mark.no_database
def test_means_are_written_in_tenths_halves_up(value: Fraction | None, words: str) -> None:
    assert in_tenths(value) == words


def test_a_domain_of_which_nothing_is_known_has_no_value(edition: Edition) -> None:
    catalogue = queries.in_force()
    one, other = (catalogue.by_code[code].competency_id for code in ("D1.1", "D1.2"))

    first, second = domain_values(catalogue, {one: 1, other: None})

    assert (first.mean, first.assessed, first.not_applicable, first.total) == (1, 1, 1, 2)
    assert (second.mean, second.assessed, second.total, second.asked) == (None, 0, 1, None)


def test_beside_a_demand_both_means_are_of_what_it_requires(edition: Edition) -> None:
    catalogue = queries.in_force()
    one, other, third = (catalogue.by_code[code].competency_id for code in ("D1.1", "D1.2", "D2.1"))
    asked = [Asked(one, 3), Asked(third, 2, need=Need.DESIRED)]

    [domain] = domain_values(catalogue, {one: 3, other: 0, third: 1}, asked)

    assert (domain.mean, domain.asked, domain.total) == (3, 3, 1)
