"""Hours at which nobody can be summoned: those that summer time skips, and those it gives twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from intranet.bookings.models import (
    TIME_ZONES,
    TIME_ZONES_OF_COMMUNES,
    Bookable,
    refused_hour,
    time_zone_of,
)
from intranet.bookings.windows import Window, followed, in_words, instants

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("local", "tz", "said"),
    [
        (datetime(2026, 3, 29, 2, 30), "Europe/Paris", "2\u00a0h\u00a030 n’existe pas le 29\u00a0mars\u00a02026"),
        (datetime(2026, 3, 29, 2, 0), "Europe/Paris", "2\u00a0h n’existe pas"),
        (datetime(2026, 10, 25, 2, 30), "Europe/Paris", "2\u00a0h\u00a030 arrive deux fois le 25\u00a0octobre\u00a02026"),
        (datetime(2026, 3, 8, 2, 30), "America/Miquelon", "n’existe pas le 8\u00a0mars\u00a02026"),
        (datetime(2026, 11, 1, 1, 30), "America/Miquelon", "arrive deux fois le 1er\u00a0novembre\u00a02026"),
    ],
)  # fmt: skip
def test_an_hour_that_does_not_come_once_is_refused_with_a_sentence(
    local: datetime, tz: str, said: str
) -> None:
    assert said.replace("\u00a0", " ") in (refused_hour(local, tz) or "").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("local", "tz"),
    [
        (datetime(2026, 3, 29, 1, 59), "Europe/Paris"),
        (datetime(2026, 3, 29, 3, 0), "Europe/Paris"),
        (datetime(2026, 10, 25, 1, 59), "Europe/Paris"),
        (datetime(2026, 10, 25, 3, 0), "Europe/Paris"),
        (datetime(2026, 3, 29, 2, 30), "America/Miquelon"),
        (datetime(2026, 3, 8, 2, 30), "Europe/Paris"),
    ],
)
def test_the_hours_around_those_are_taken(local: datetime, tz: str) -> None:
    assert refused_hour(local, tz) is None


@pytest.mark.parametrize("tz", sorted(set(TIME_ZONES.values()) - {"America/Miquelon"}))
def test_where_there_is_no_summer_time_every_hour_comes_once(tz: str) -> None:
    first = datetime(2026, 1, 1)
    assert not any(refused_hour(first + timedelta(minutes=30 * n), tz) for n in range(2 * 24 * 366))


def test_each_territory_lives_at_its_own_hours() -> None:
    zones = {time_zone_of("44"), time_zone_of("04"), time_zone_of("975")}
    assert zones == {"Europe/Paris", "Indian/Reunion", "America/Miquelon"}
    assert time_zone_of("987", "98735") == "Pacific/Tahiti"
    assert time_zone_of("987", "98731") == "Pacific/Marquesas"
    assert time_zone_of("987", "98719") == "Pacific/Gambier"
    assert set(TIME_ZONES_OF_COMMUNES.values()) == {"Pacific/Marquesas", "Pacific/Gambier"}


def dec(number: int) -> date:
    return date(2026, 12, number)


@pytest.mark.parametrize(
    ("chosen", "moved", "then"),  # on the fifth of the month, of a meeting of the twentieth
    [
        ((None, None, None), (20, 25), (None, None, None)),
        ((1, 10, 12), (20, 15), (1, 10, 12)),  # it still comes before the start
        ((1, 10, 18), (20, 15), (1, 10, 13)),  # the line would advance once it began
        ((1, 2, 3), (20, 30), (1, 12, 13)),  # closed: as long before the new day as before the old
        ((1, 4, 4), (20, 10), (1, 4, 4)),  # sooner opens nothing again
        ((1, 18, 18), (20, 6), (1, 5, 5)),  # open: today still counts
        ((12, 18, None), (20, 8), (5, 6, None)),
        ((12, None, None), (20, 10), (5, None, None)),
        ((1, 2, 3), (None, 20), (1, None, None)),  # its first day: one registers until it
        ((1, 10, None), (None, 20), (1, 10, None)),
        ((1, 2, 3), (20, 20), (1, 2, 3)),  # dated again as it was
    ],
)
def test_the_days_of_registration_go_with_a_meeting_where_they_must(
    chosen: tuple[int | None, ...], moved: tuple[int | None, int], then: tuple[int | None, ...]
) -> None:
    before, after = moved
    window = Window(*(dec(one) if one else None for one in chosen))
    new = followed(window, dec(before) if before else None, dec(after), dec(5))
    assert new == Window(*(dec(one) if one else None for one in then))


def test_a_window_is_said_in_days_of_the_place() -> None:
    noumea = Bookable(
        tz="Pacific/Noumea", **instants(Window(dec(7), dec(10), None), "Pacific/Noumea")
    )
    at = datetime(2026, 12, 5, 14, tzinfo=UTC)  # the sixth there already
    assert "du 7 au 10" in in_words(noumea, at)
    assert "jusqu’au 10" in in_words(noumea, at + timedelta(days=4)).replace("\u00a0", " ")
    assert "depuis le 11" in in_words(noumea, at + timedelta(days=5))
