"""Hours at which nobody can be summoned: those that summer time skips, and those it gives twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from intranet.bookings.models import TIME_ZONES, TIME_ZONES_OF_COMMUNES, refused_hour, time_zone_of

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
