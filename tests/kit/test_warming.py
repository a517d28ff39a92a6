"""What the workers hold in common is made before they are forked, and nothing is left open."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from intranet.kit.db import db
from intranet.kit.warming import warm
from tests.databases import a_database
from tests.grounds import Grounds, site_on
from tests.sql import counted

pytestmark = pytest.mark.live


def test_pages_are_drawn_before_the_workers_are_there_and_no_connection_is_left(
    site: Flask,
) -> None:
    with counted() as asked:
        assert warm(site, ["/offres"])
    assert any("FROM opening" in statement for statement in asked)
    with site.app_context():  # a connection that two processes share serves neither
        assert db.engine.pool.checkedin() == 0


def test_a_base_that_is_not_ready_delays_no_start(
    tmp_path: Path, worker_id: str, grounds: Grounds
) -> None:
    with a_database(tmp_path, f"cold_{worker_id}") as url:
        assert not warm(site_on(tmp_path / "instance", url), ["/offres"])
