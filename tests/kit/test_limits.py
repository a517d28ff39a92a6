"""How often something may be tried."""

from __future__ import annotations

from datetime import timedelta

from intranet.kit.limits import too_many

MINUTE = timedelta(minutes=1)


def test_the_try_past_the_limit_is_refused() -> None:
    assert [too_many("essai", "camille", 3, MINUTE) for _ in range(4)] == [False, False, False, True]


def test_others_are_not_counted_together() -> None:
    assert not too_many("essai", "camille", 1, MINUTE)
    assert not too_many("essai", "dominique", 1, MINUTE)
    assert not too_many("autre", "camille", 1, MINUTE)
