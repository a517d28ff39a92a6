"""The same proof given twice at the same instant opens once, over two processes as over two threads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members import actions
from intranet.members.models import Member, Passkey
from tests.drills import many, tell
from tests.factories import MemberFactory
from tests.members.keys import code_at, with_application, with_recovery_code
from tests.races import at_once

pytestmark = pytest.mark.live


def spending(member_id: int, code: str) -> Callable[[], None]:
    return lambda: actions.spend_code(db.session.get_one(Member, member_id), code, now())


def test_one_code_given_by_many_hands_at_once_opens_once(site: Flask) -> None:
    hands = many(4, 12)
    for _ in range(many(1, 25)):
        with site.app_context():
            member = with_application(MemberFactory())
            paper, member_id = with_recovery_code(member), member.id
        for code in (code_at(now()), paper):
            ends = at_once(site, *[spending(member_id, code)] * hands)
            assert ends == {"done": 1, "FactorRefused": hands - 1}
    tell(f"{many(2, 50)} codes, each given {hands} times at once: {many(2, 50)} opened once each")


def test_one_challenge_answered_by_many_hands_at_once_opens_once(site: Flask) -> None:
    with site.app_context():
        key = Passkey(
            member_id=MemberFactory().id, name="Clé", credential_id="AAAA", public_key="AAAA",
            added_at=now(),
        )  # fmt: skip
        db.session.add(key)
        db.session.commit()
        key_id, asked = key.id, now()

    def answer() -> None:
        held = db.session.get_one(Passkey, key_id)
        actions.note_passkey_use(held, 0, asked, asked + timedelta(seconds=1))

    ends = at_once(site, *[answer] * 4)
    assert ends == {"done": 1, "FactorRefused": 3}


def test_half_a_session_leads_to_one_session(site: Flask) -> None:
    with site.app_context():
        token = actions.begin_halfway(MemberFactory(), now())
        db.session.commit()
    ends = []
    at_once(site, *[lambda: ends.append(actions.end_halfway(token))] * 4)
    assert sorted(ends) == [False, False, False, True]
