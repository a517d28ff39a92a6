"""Migrations go up, down and up again on a filled database, and say what the models say."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import DIALECT, empty_postgresql

ROOT = Path(__file__).parent.parent
pytestmark = [pytest.mark.no_database, pytest.mark.each_database]


@pytest.fixture
def empty(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database without a table."""
    if DIALECT == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('migrations')}/site.db"
    else:
        with empty_postgresql(f"migrations_{worker_id}") as url:
            yield url


def flask(url: str, *words: str) -> str:
    environ = os.environ | {"DATABASE_URL": url, "SECRET_KEY": "essais" * 8}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    done = subprocess.run(
        command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout + done.stderr


def test_up_with_content_down_and_up_again(empty: str) -> None:
    flask(empty, "db", "upgrade")
    assert "No new upgrade operations" in flask(empty, "db", "check")
    flask(empty, "content", "load")
    loaded = flask(empty, "content", "load")
    assert "en place" in loaded
    flask(
        empty,
        "content",
        "scale",
        "--members",
        "3",
        "--openings",
        "20",
        "--courses",
        "3",
        "--practices",
        "3",
    )
    assert "Offres closes : 0" in flask(empty, "tick")
    flask(empty, "db", "downgrade", "base")
    flask(empty, "db", "upgrade")
