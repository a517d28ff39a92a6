"""Roles asked by two clicks at the same moment: once, and the animators are told once."""

from __future__ import annotations

import pytest
from flask import Flask

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.actions import ask_for_roles
from intranet.members.models import Member, NotAwaited, Role
from tests.factories import MemberFactory, an_animator
from tests.races import at_once

pytestmark = pytest.mark.live


def test_roles_that_two_clicks_ask_for_are_asked_once(site: Flask) -> None:
    with site.app_context():
        an_animator()
        member_id = MemberFactory().id

    def asks() -> None:
        mine = db.session.get_one(Member, member_id).membership
        assert mine and mine.roles_asked_at is None
        ask_for_roles(mine, now(), roles=[Role.RECRUITER])

    ends = at_once(site, asks, asks, holding=(1, 1))

    assert ends["done"] == 1 and set(ends) <= {"done", NotAwaited.__name__, "AssertionError"}
    with site.app_context():
        assert db.session.query(Letter).count() == 1
