"""Working days, with the public holidays of France."""

from __future__ import annotations

from datetime import date

import pytest

from intranet.kit.workdays import easter, is_working_day, working_days_after

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    "sunday", [date(2019, 4, 21), date(2024, 3, 31), date(2026, 4, 5), date(2027, 3, 28)]
)
def test_easter_falls_where_calendars_say(sunday: date) -> None:
    assert easter(sunday.year) == sunday


def test_five_working_days_skip_week_ends_and_public_holidays() -> None:
    assert working_days_after(date(2026, 11, 20), 5) == date(2026, 11, 27)
    assert working_days_after(date(2026, 5, 12), 5) == date(
        2026, 5, 20
    )  # Ascension Day on the 14th


def test_alsace_and_moselle_have_two_more() -> None:
    assert is_working_day(date(2026, 4, 3))
    assert not is_working_day(date(2026, 4, 3), "57")
    assert not is_working_day(date(2028, 12, 26), "67")


def test_overseas_the_end_of_slavery_is_a_public_holiday() -> None:
    assert is_working_day(date(2027, 12, 20))
    assert not is_working_day(date(2027, 12, 20), "974")
    assert is_working_day(date(2027, 5, 27), "972")
