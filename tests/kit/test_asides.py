"""A word noted in passing: no page waits for it, and none fails by it."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from time import monotonic

import pytest
import time_machine
from flask import Flask

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import SignIn
from tests.databases import DIALECT
from tests.factories import MemberFactory
from tests.visitor import Visitor


@pytest.mark.live
def test_a_page_is_read_at_once_while_another_process_writes(site: Flask) -> None:
    """What is noted of the use of a session waits for nobody, and is given up."""
    with site.app_context():
        member = MemberFactory()
        reader = Visitor(site.test_client()).sign_in(member)
        path = str(db.engine.url.database)
    if DIALECT == "postgresql":
        return  # readers and writers do not meet there
    with time_machine.travel(now() + timedelta(minutes=10), tick=True):
        writer = sqlite3.connect(path, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        began = monotonic()
        reader.open("/moi")
        took = monotonic() - began
        writer.execute("ROLLBACK")
        assert took < 3
        reader.open("/moi")
        with site.app_context():
            [session] = db.session.scalars(db.select(SignIn))
            assert session.seen_at - session.started_at >= timedelta(minutes=10)
            assert db.session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar()
