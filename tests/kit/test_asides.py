"""A word noted in passing: no page waits for it, and none fails by it."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from time import monotonic

import pytest
import time_machine
from flask import Flask

from intranet.bookings.actions import renew_calendar
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import SignIn
from intranet.practices.models import FruitlessSearch
from tests.databases import DIALECT
from tests.factories import MemberFactory
from tests.visitor import Visitor


@pytest.mark.live
def test_a_page_is_read_at_once_while_another_process_writes(site: Flask) -> None:
    """What is noted of the use of a session waits for nobody, and is given up; so is what found nothing."""
    fruitless = ("/recherche?q=rhododendron", "/pratiques?q=rhododendron")
    with site.app_context():
        member = MemberFactory()
        agenda = f"/moi/agenda/{renew_calendar(member, now())}.ics"
        db.session.commit()
        reader = Visitor(site.test_client()).sign_in(member)
        path = str(db.engine.url.database)
    if DIALECT == "postgresql":
        return  # readers and writers do not meet there
    with time_machine.travel(now() + timedelta(minutes=10), tick=True):
        writer = sqlite3.connect(path, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        began = monotonic()
        reader.open("/moi")
        for address in fruitless:
            reader.open(address)
        assert reader.client.get(agenda).status_code == 200
        took = monotonic() - began
        writer.execute("ROLLBACK")
        assert took < 3
        for address in ("/moi", *fruitless):
            reader.open(address)
        with site.app_context():
            [times] = db.session.scalars(db.select(FruitlessSearch.times))
            assert times == 2
            [session] = db.session.scalars(db.select(SignIn))
            assert session.seen_at - session.started_at >= timedelta(minutes=10)
            assert db.session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar()
