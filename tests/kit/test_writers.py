"""One thread of a process writes at a time: each in its turn, none left behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError

from intranet.kit import db as house


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """As the site opens its own: whoever begins, without a request, begins to write."""
    monkeypatch.setattr(house, "PATIENCE", 5_000)
    made = create_engine(f"sqlite:///{tmp_path / 'essai.db'}")
    with made.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE passage (number INTEGER)")
    yield made
    made.dispose()


def passages(engine: Engine) -> int:
    with engine.begin() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM passage").scalar_one())


def test_all_those_who_wait_get_their_turn(engine: Engine) -> None:
    def pass_through() -> None:
        with engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO passage VALUES (1)")
            sleep(0.01)

    threads = [Thread(target=pass_through) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert passages(engine) == 12
    with engine.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5_000


def test_whoever_only_draws_a_page_any_more_keeps_nobody_from_writing(
    engine: Engine, tmp_path: Path
) -> None:
    """Of a form that comes second: what it was to write is given up, and so is the lock."""

    def may_another_write() -> bool:
        with closing(sqlite3.connect(tmp_path / "essai.db", timeout=0)) as other:
            try:
                other.execute("INSERT INTO passage VALUES (1)")
            except sqlite3.OperationalError:
                return False
            return True

    with Flask("essai").test_request_context("/", method="POST"):
        with engine.begin() as connection:
            connection.exec_driver_sql("SELECT * FROM passage")
            assert not may_another_write()
        house.only_read_on()
        with engine.begin() as connection:
            connection.exec_driver_sql("SELECT * FROM passage")
            assert may_another_write()


@pytest.mark.parametrize("end", ["commit", "rollback", "close", "invalidate"])
def test_however_one_ends_another_may_begin(engine: Engine, end: str) -> None:
    first = engine.connect()
    first.begin()
    getattr(first, end)()
    first.close()

    began = monotonic()
    assert passages(engine) == 0
    assert monotonic() - began < 2


def test_whoever_waited_in_vain_keeps_nobody_waiting(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "PATIENCE", 60)
    with closing(sqlite3.connect(tmp_path / "essai.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = monotonic()
        for _ in range(2):
            with pytest.raises(OperationalError, match="locked"):
                passages(engine)
        assert monotonic() - began < 2
        other.execute("ROLLBACK")
    assert passages(engine) == 0


def test_whoever_waits_for_a_thread_of_their_own_process_is_told_in_time(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "PATIENCE", 60)
    with engine.begin(), pytest.raises(OperationalError, match="locked"):
        passages(engine)
