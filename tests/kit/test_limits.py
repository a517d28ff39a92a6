"""How often something may be tried."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from sqlalchemy import func, select

from intranet.kit.db import db
from intranet.kit.limits import Attempt, forget_old, too_many

MINUTE = timedelta(minutes=1)


def test_the_try_past_the_limit_is_refused() -> None:
    assert [too_many("essai", "camille", 3, MINUTE) for _ in range(4)] == [
        False,
        False,
        False,
        True,
    ]


def test_others_are_not_counted_together() -> None:
    assert not too_many("essai", "camille", 1, MINUTE)
    assert not too_many("essai", "dominique", 1, MINUTE)
    assert not too_many("autre", "camille", 1, MINUTE)


def test_a_new_window_starts_afresh_and_old_counts_are_forgotten() -> None:
    with time_machine.travel("2026-11-22T10:00:30Z", tick=False) as clock:
        assert [too_many("essai", "camille", 1, MINUTE) for _ in range(2)] == [False, True]
        clock.shift(MINUTE)
        assert not too_many("essai", "camille", 1, MINUTE)
        forget_old()
        assert db.session.scalar(select(func.count()).select_from(Attempt)) == 1
