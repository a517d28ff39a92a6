"""What opens an account changes in two windows at once: told once, and nobody is left outside."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from flask import Flask

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members import actions
from intranet.members.models import (
    CodeApp,
    Identity,
    Member,
    OnlyWayIn,
    Passkey,
    RecoveryCode,
)
from intranet.members.passkeys import Registered
from tests.factories import MemberFactory
from tests.members.keys import with_application
from tests.races import at_once

pytestmark = pytest.mark.live

KEYS = count(1)
Act = Callable[[], object]


def a_key(member_id: int) -> Passkey:
    key = Passkey(
        member_id=member_id, name="Clé", credential_id=f"clé {next(KEYS)}", public_key="x", sign_count=0, added_at=now()
    )  # fmt: skip
    db.session.add(key)
    db.session.commit()
    return key


def of(member_id: int) -> Member:
    return db.session.get_one(Member, member_id)


def renewing(member_id: int) -> Act:
    return lambda: actions.renew_codes(of(member_id), now())


def test_of_codes_renewed_in_two_windows_ten_work(site: Flask) -> None:
    with site.app_context():
        member_id = MemberFactory().id
        actions.renew_codes(of(member_id), now())
        db.session.commit()

    ends = at_once(site, renewing(member_id), renewing(member_id), holding=(1, 1))

    assert ends == {"done": 2}
    with site.app_context():
        assert db.session.query(RecoveryCode).count() == 10


def test_two_first_keys_make_codes_once(site: Flask) -> None:
    with site.app_context():
        member_id = MemberFactory().id

    def adds(name: str) -> Act:
        found = Registered(name, "x", 0, [])
        return lambda: actions.add_passkey(of(member_id), found, name, now(), token="")

    assert at_once(site, adds("une"), adds("autre"), holding=(1, 1)) == {"done": 2}
    with site.app_context():
        assert db.session.query(RecoveryCode).count() == 10


def test_a_key_removed_by_two_clicks_is_told_once(site: Flask) -> None:
    with site.app_context():
        member = with_application(MemberFactory())
        member_id, key_id = member.id, a_key(member.id).id

    def removes() -> None:
        if key := db.session.get(Passkey, key_id):  # else a 404, as in turn
            actions.remove_passkey(of(member_id), key, now(), token="")

    assert at_once(site, removes, removes, holding=(1, 1)) == {"done": 2}
    with site.app_context():
        assert db.session.query(Letter).count() == 1


def test_the_last_two_factors_removed_at_once_take_the_codes_with_them(site: Flask) -> None:
    with site.app_context():
        member = with_application(MemberFactory())
        member_id, key_id = member.id, a_key(member.id).id
        actions.renew_codes(member, now())
        db.session.commit()

    def removes_the_key() -> None:
        key = db.session.get_one(Passkey, key_id)
        actions.remove_passkey(of(member_id), key, now(), token="")

    def removes_the_application() -> None:
        actions.remove_code_app(of(member_id), now(), token="")

    ends = at_once(site, removes_the_key, removes_the_application, holding=(1, 1))

    assert ends == {"done": 2}
    with site.app_context():
        assert db.session.query(CodeApp).count() == db.session.query(RecoveryCode).count() == 0


def test_of_the_last_two_ways_in_one_stays(site: Flask) -> None:
    with site.app_context():
        member_id = MemberFactory(password_hash=None).id
        known = [
            Identity(member_id=member_id, issuer="https://x.example", subject=each, linked_at=now())
            for each in ("une", "autre")
        ]
        db.session.add_all(known)
        db.session.commit()
        one, other = (each.id for each in known)

    def unlinks(number: int) -> Act:
        return lambda: actions.unlink(
            db.session.get_one(Identity, number), of(member_id), now(), token=""
        )

    ends = at_once(site, unlinks(one), unlinks(other), holding=(1, 1))

    assert ends == {"done": 1, OnlyWayIn.__name__: 1}
