"""What is a number: one answer for every form and every file."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from flask import Flask

from intranet.kit.forms import whole_or_none
from intranet.kit.numbers import typed_amount
from tests.kit.test_forms import EVERYTHING, told


@pytest.mark.parametrize("typed", ["12", " 12 ", "+12", "12 000", "12\u202f000", "-3", "1" * 18])
def test_a_whole_number_is_read_as_people_type_it(app: Flask, typed: str) -> None:
    assert told(app, **EVERYTHING | {"count": typed}) == {}


@pytest.mark.parametrize(
    "typed", ["１２", "1_000", "٣", "²", "1e3", "12,5", "1 2", "--1", "1" * 5000]
)
def test_what_python_alone_takes_for_a_number_is_refused_in_french(app: Flask, typed: str) -> None:
    assert told(app, **EVERYTHING | {"count": typed}) == {
        "count": ["Écrivez un nombre entier, en chiffres, par exemple 12."]
    }
    with pytest.raises(ValueError, match=re.escape(typed)):
        whole_or_none(typed)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("1 250 €", "1250"), ("620,50", "620.5"), ("+5", "5"), ("1.250", None), ("-5", None), ("NaN", None), ("1_000", None), ("１２", None), ("1e3", None)],
)  # fmt: skip
def test_an_amount_is_never_read_as_another(typed: str, amount: str | None) -> None:
    assert typed_amount(typed) == (amount and Decimal(amount))
