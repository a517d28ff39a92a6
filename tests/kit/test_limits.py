"""How often something may be tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import TooManyRequests

from intranet.kit import floods
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.limits import Attempt, Limit, forget_old, give_back, here, over
from tests.races import at_once

MINUTE = timedelta(minutes=1)
THREE, ONCE = Limit("essai", 3, MINUTE), Limit("une fois", 1, MINUTE)
NOON = "2026-11-22T10:00:30Z"


@pytest.fixture
def still() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def test_the_try_past_the_limit_waits_for_the_end_of_the_window(still: object) -> None:
    assert [over((THREE, "camille")) for _ in range(4)] == [0, 0, 0, 30]


def test_others_are_not_counted_together(still: object) -> None:
    assert not over((ONCE, "camille"))
    assert not over((ONCE, "dominique"))
    assert not over((THREE, "camille"))


def test_a_try_that_one_limit_refuses_does_not_use_up_what_is_everybodys(still: object) -> None:
    for _ in range(10):
        over((ONCE, "qui insiste"), (THREE, "tous"))
    assert not over((ONCE, "camille"), (THREE, "tous"))
    give_back((ONCE, "camille"), (THREE, "tous"))
    assert not over((ONCE, "camille"), (THREE, "tous"))


def test_a_new_window_starts_afresh_and_old_counts_are_forgotten(
    still: time_machine.Coordinates,
) -> None:
    assert [over((ONCE, "camille")) > 0 for _ in range(2)] == [False, True]
    still.shift(MINUTE)
    assert not over((ONCE, "camille"))
    forget_old(now())
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 1


@pytest.mark.parametrize(
    (
        "at",
        "hours",
    ),  # until midnight in Paris: in winter, and the two nights when the clock changes
    [("2026-11-22T22:30:00Z", 0.5), ("2026-03-28T23:30:00Z", 22.5), ("2026-10-24T22:30:00Z", 24.5)],
)
def test_a_day_is_that_of_paris(at: str, hours: float) -> None:
    limit = Limit("par jour", 1, timedelta(days=1))
    with time_machine.travel(at, tick=False) as clock:
        assert [over((limit, "camille")) for _ in range(2)] == [0, int(hours * 3600)]
        clock.shift(timedelta(hours=hours))
        assert not over((limit, "camille"))


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("", "unknown"),
    ],
)
@pytest.mark.no_database
def test_whoever_has_a_network_of_addresses_is_one_place(
    app: Flask, address: str, place: str
) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert here() == place


@pytest.mark.live
def test_forty_tries_at_once_are_ten(site: Flask) -> None:
    limit, allowed = Limit("à la fois", 10, timedelta(days=365)), list[bool]()
    ends = at_once(site, *[lambda: allowed.append(not over((limit, "camille")))] * 40)
    assert ends == {"done": 40}
    assert Counter(allowed) == {True: 10, False: 30}


@pytest.mark.live
def test_searches_are_shared_by_tens(site: Flask, still: object) -> None:
    """Two processes: each learns of the other at its tenth search."""
    limit, first, second = Limit("recherche", 20, MINUTE), floods.Counts(), floods.Counts()
    with site.test_request_context():
        assert not any(first.one_more(limit, "camille") for _ in range(20))
        assert not any(second.one_more(limit, "camille") for _ in range(9))
        assert second.one_more(limit, "camille") == 30
        assert not second.one_more(limit, "dominique")
        assert db.session.scalars(select(Attempt.count)).all() == [30]


@pytest.mark.live
def test_who_searches_too_fast_is_told_on_the_page_and_nowhere_else(
    site: Flask, still: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(site.config, "SEARCHES_A_MINUTE", 2)

    def asks(path: str, **headers: str) -> object:
        with site.test_request_context(path, headers=headers):
            return floods.slow_down()

    for _ in range(2):
        assert asks("/recherche?q=foncier") is None
    with pytest.raises(TooManyRequests) as refused:
        asks("/offres?q=foncier")
    assert refused.value.retry_after == 30
    assert asks("/offres?q=+&region=44") is None
    typing = {"HX-Request-Type": "partial"}
    for _ in range(8):
        assert asks("/recherche/suggestions?q=fo", **typing) is None
    assert asks("/recherche/suggestions?q=fo", **typing) == ("", 204, {"Retry-After": "30"})
    _, status, headers = asks("/offres?q=fo", **typing)  # type: ignore[misc]
    assert (status, headers["HX-Redirect"]) == (429, "/offres?q=fo")


@pytest.mark.live
@pytest.mark.no_database
def test_searches_go_on_where_nothing_can_be_written(
    site: Flask, still: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OperationalError("INSERT", {}, OSError("disk full"))

    monkeypatch.setattr(floods.limits, "counting", full)
    alone, limit = floods.Counts(), Limit("recherche", 20, MINUTE)
    with site.test_request_context():
        assert [alone.one_more(limit, "camille") > 0 for _ in range(21)] == [False] * 20 + [True]
