"""« Mes sessions »: where one is signed in; and a cookie that is dead at once, whatever closed it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members import actions, passwords, queries
from intranet.members.models import Member, SignIn
from tests.factories import MemberFactory, an_administrator
from tests.members.factories import PASSWORD, last_link, signed_in
from tests.members.keys import SECRET, events, with_application, with_passkey
from tests.sql import counted
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def member() -> Member:
    return MemberFactory(email="deja@exemple.fr", password_hash=passwords.kept(PASSWORD))


def elsewhere(visitor: Visitor) -> Visitor:
    return Visitor(visitor.client.application.test_client())


def is_in(visitor: Visitor) -> bool:
    return visitor.open("/moi").texts("h1") == ["Mon profil"]


def test_each_browser_is_shown_and_closed_alone(visitor: Visitor, member: Member) -> None:
    visitor.sign_in(member)
    other = elsewhere(visitor).sign_in(member)
    token = actions.open_session(member, now(), browser=FIREFOX)
    db.session.commit()
    page = visitor.open("/moi/sessions")
    [line] = [text for text in page.texts(".own-thing") if "Firefox sur Windows" in text]
    assert "vue le" in line
    assert token not in page.html and queries.hashed(token) not in page.html
    assert len(page.texts(".badge")) == 1
    name = queries.hashed(token)[:16]
    visitor.send(page, form=f"form[action='/moi/sessions/{name}/fermeture']")
    assert db.session.query(SignIn).count() == 2
    assert is_in(other)
    visitor.send(page, form="form[action='/moi/sessions/fermeture']")
    assert is_in(visitor) and not is_in(other)
    assert [line.detail for line in events(Kind.SESSION_CLOSED)] == ["one", "others"]


def test_the_session_of_somebody_else_is_not_closed(visitor: Visitor, member: Member) -> None:
    token = actions.open_session(MemberFactory(), now(), browser=FIREFOX)
    db.session.commit()
    visitor.sign_in(member)
    sent = {"csrf_token": visitor.open("/moi/sessions").first("[name=csrf_token]").attrib["value"]}
    for name in (queries.hashed(token)[:16], "%" * 16, "_" * 16, "a"):
        answer = visitor.client.post(f"/moi/sessions/{name}/fermeture", data=sent)
        assert answer.status_code == 404
    assert db.session.query(SignIn).count() == 2


def test_closing_the_one_at_hand_signs_out(visitor: Visitor, member: Member) -> None:
    visitor.sign_in(member)
    page = visitor.open("/moi/sessions")
    page = visitor.send(page, form="form[action$='/fermeture']")
    assert "vous êtes déconnecté" in page.text("#messages")
    with visitor.client.session_transaction() as cookie:
        assert "_user_id" not in cookie
    assert not is_in(visitor)


def sign_out(mine: Visitor, member: Member) -> None:
    mine.send(mine.open("/moi"), form="form[action='/deconnexion']")


def change_the_password(mine: Visitor, member: Member) -> None:
    mine = elsewhere(mine).sign_in(member)
    mine.send(mine.open("/moi/mot-de-passe"), current=PASSWORD, password="canard vert bouteille 9")


def choose_a_new_one_by_letter(mine: Visitor, member: Member) -> None:
    stranger = elsewhere(mine)
    stranger.send(stranger.open("/mot-de-passe"), email=member.email)
    stranger.send(stranger.open(last_link(member.email)), password="canard vert bouteille 9")


def close_the_account(mine: Visitor, member: Member) -> None:
    mine = elsewhere(mine).sign_in(member)
    mine.send(mine.open("/moi/fermeture"), current=PASSWORD, sure="y")


def close_the_others(mine: Visitor, member: Member) -> None:
    mine = elsewhere(mine).sign_in(member)
    mine.send(mine.open("/moi/sessions"), form="form[action='/moi/sessions/fermeture']")


def be_closed_by_an_administrator(mine: Visitor, member: Member) -> None:
    admin = elsewhere(mine).sign_in(an_administrator())
    page = admin.open(f"/animer/comptes/{member.id}")
    admin.send(page, form=f"form[action='/animer/comptes/{member.id}/sessions']")


@pytest.mark.parametrize(
    "act",
    [
        sign_out,
        change_the_password,
        choose_a_new_one_by_letter,
        close_the_account,
        close_the_others,
        be_closed_by_an_administrator,
    ],
)
def test_an_old_cookie_is_dead_at_once(
    visitor: Visitor, member: Member, act: Callable[[Visitor, Member], None]
) -> None:
    visitor.sign_in(member)
    with visitor.client.session_transaction() as cookie:
        stolen = dict(cookie)
    act(visitor, member)
    thief = elsewhere(visitor)
    with thief.client.session_transaction() as cookie:
        cookie.update(stolen)
    assert not is_in(thief)
    assert not is_in(visitor)


def test_use_is_noted_once_in_five_minutes(visitor: Visitor, member: Member) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        visitor.sign_in(member)
        began = now()
        clock.shift(timedelta(minutes=4, seconds=59))
        with counted() as statements:
            visitor.open("/moi")
        assert not [said for said in statements if said.startswith("UPDATE")]
        clock.shift(timedelta(seconds=1))
        for _ in range(2):
            visitor.open("/moi")
        [session] = db.session.scalars(db.select(SignIn))
        assert session.seen_at == began + timedelta(minutes=5)
        assert session.ends_at == began + timedelta(days=14)


def test_the_eleventh_session_closes_the_oldest(visitor: Visitor, member: Member) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        browsers = []
        for _ in range(11):
            clock.shift(timedelta(seconds=1))
            browsers.append(elsewhere(visitor))
            signed_in(browsers[-1], member.email)
        assert not is_in(browsers[0])
        assert all(is_in(each) for each in browsers[1:])


def test_a_demonstration_account_has_as_many_sessions_as_visitors(member: Member) -> None:
    member.is_demo = True
    for _ in range(12):
        actions.open_session(member, now(), browser="essais")
    db.session.commit()
    assert db.session.query(SignIn).count() == 12


def test_they_are_carried_away_with_ones_data_without_any_secret(
    visitor: Visitor, member: Member
) -> None:
    with_application(member)
    visitor.sign_in(member)
    with_passkey(visitor, "Téléphone de Camille")
    answer = visitor.client.get("/moi/donnees.json")
    held = answer.json["acces"]
    assert [key["nom"] for key in held["cles_d_acces"]] == ["Téléphone de Camille"]
    assert len(held["sessions"]) == 1
    assert held["codes_de_secours_restants"] == 10
    for secret in db.session.scalars(db.select(SignIn.token_hash)):
        assert secret not in answer.text
    assert SECRET not in answer.text
