"""Signing in and out: the same answer for everyone, few tries, and sessions that can be closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from argon2 import PasswordHasher

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.limits import Attempt
from intranet.kit.paths import own_path
from intranet.members import passwords
from intranet.members.models import Member, SignIn
from tests.factories import MemberFactory
from tests.members.factories import PASSWORD, a_newcomer, signed_in
from tests.members.keys import with_application
from tests.sql import counted
from tests.visitor import Visitor


def somebody_else(visitor: Visitor) -> Visitor:
    return Visitor(visitor.client.application.test_client())


def a_settled_member() -> Member:
    return MemberFactory(email="deja@exemple.fr", password_hash=passwords.kept(PASSWORD))


def test_the_right_password_opens_a_session(visitor: Visitor) -> None:
    member = a_settled_member()
    member.password_hash = PasswordHasher(memory_cost=64, time_cost=1).hash(PASSWORD)  # long ago
    db.session.commit()
    signed_in(visitor, "DEJA@exemple.fr")
    db.session.refresh(member)
    assert not passwords.is_outdated(member.password_hash or "")
    assert passwords.matches(member.password_hash, PASSWORD)
    [session] = db.session.scalars(db.select(SignIn))
    assert visitor.open("/moi").texts("h1") == ["Mon profil"]
    with visitor.client.session_transaction() as cookie:
        assert cookie["_user_id"] != session.token_hash, "only a hash of the cookie is kept"


@pytest.mark.parametrize("is_protected", [False, True])
def test_whoever_signs_in_takes_nothing_from_who_used_the_browser_before(
    visitor: Visitor, is_protected: bool
) -> None:
    member = a_settled_member()
    if is_protected:
        with_application(member)
    page = visitor.sign_in(MemberFactory()).open("/moi")
    with visitor.client.session_transaction() as cookie:
        cookie["opened_plan_share"], before = [1], cookie["_user_id"]
    sent = {"email": member.email, "password": PASSWORD}
    sent |= {"csrf_token": page.answers(page.form())["csrf_token"][0]}
    assert visitor.client.post("/connexion", data=sent).status_code == 302
    with visitor.client.session_transaction() as cookie:
        assert "opened_plan_share" not in cookie and cookie.get("_user_id") != before
    left = [] if is_protected else [member.id]
    assert list(db.session.scalars(db.select(SignIn.member_id))) == left


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(visitor: Visitor) -> None:
    a_settled_member()
    known = signed_in(visitor, "deja@exemple.fr", "pas le bon du tout", status=422)
    stranger = signed_in(visitor, "autre@exemple.fr", "pas le bon du tout", status=422)
    without = a_newcomer()
    without.password_hash = None
    db.session.commit()
    blank = signed_in(visitor, without.email, "pas le bon du tout", status=422)
    assert known.text() == stranger.text() == blank.text()
    assert "ne convient pas" in known.text("#erreurs")


def test_a_password_that_is_changed_while_it_is_compared_opens_nothing(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    member, matches = a_settled_member(), passwords.matches

    def meanwhile(password_hash: str | None, typed: str) -> bool:
        db.session.get_one(Member, member.id).password_hash = passwords.kept("un autre, plus sûr")
        db.session.commit()
        return matches(password_hash, typed)

    monkeypatch.setattr(passwords, "matches", meanwhile)
    page = signed_in(visitor, member.email, status=422)
    assert "ne convient pas" in page.text("#erreurs")
    assert db.session.query(SignIn).count() == 0


def test_whoever_is_sent_to_sign_in_many_times_carries_one_message(visitor: Visitor) -> None:
    """The cookie that holds them is read and signed anew at each request."""
    for _ in range(3):
        visitor.open("/moi", status=302)
    with visitor.client.session_transaction() as cookie:
        assert len(cookie["_flashes"]) == 1
    said = visitor.open("/connexion").text("#messages [data-tone=info]")  # nothing succeeded yet
    assert said == "Connectez-vous pour ouvrir cette page."
    assert visitor.open("/connexion").text("#messages") == ""


def test_a_password_is_compared_even_for_nobody(visitor: Visitor) -> None:
    from unittest.mock import patch

    a_settled_member()
    for email in ("deja@exemple.fr", "autre@exemple.fr"):
        with patch.object(passwords, "_hasher", wraps=passwords._hasher) as hasher:
            signed_in(visitor, email, "pas le bon du tout", status=422)
        assert hasher.verify.call_count == 1


def test_known_and_unknown_ask_the_database_as_much(visitor: Visitor) -> None:
    a_settled_member()
    counts = []
    for email in ("deja@exemple.fr", "autre@exemple.fr"):
        page = visitor.open("/connexion")
        with counted() as statements:
            visitor.send(page, 422, email=email, password="pas le bon du tout")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_after_ten_failures_even_the_right_password_waits(visitor: Visitor) -> None:
    a_settled_member()
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(10):
            signed_in(visitor, "deja@exemple.fr", "pas le bon du tout", status=422)
        page = signed_in(visitor, "deja@exemple.fr", status=429)
        assert "trop d’essais" in page.text("#erreurs")
        assert db.session.query(Attempt).count() == 4, "and once that it was told"
        assert page.response.headers["Retry-After"].isdigit()
        clock.shift(timedelta(minutes=5))
        signed_in(visitor, "deja@exemple.fr")


def test_the_tries_are_counted_in_a_table_by_hashes(visitor: Visitor) -> None:
    a_settled_member()
    signed_in(visitor, "deja@exemple.fr", "pas le bon du tout", status=422)
    attempts = db.session.scalars(db.select(Attempt)).all()
    assert {attempt.count for attempt in attempts} == {1}
    assert not any("deja" in attempt.key for attempt in attempts)


def test_whoever_knows_the_password_may_come_and_go(visitor: Visitor) -> None:
    a_settled_member()
    with time_machine.travel(now(), tick=False):  # a try is given back where it was counted
        for _ in range(12):
            signed_in(somebody_else(visitor), "deja@exemple.fr")
    assert all(count == 0 for count in db.session.scalars(db.select(Attempt.count)))


def test_sixty_failures_from_one_place_stop_every_account_there(visitor: Visitor) -> None:
    a_settled_member()
    with time_machine.travel(now(), tick=False):
        from unittest.mock import patch

        with patch.object(passwords, "matches", return_value=False):
            page = visitor.open("/connexion")
            for number in range(60):
                visitor.send(page, 422, email=f"personne{number}@exemple.fr", password="x")
        signed_in(visitor, "deja@exemple.fr", status=429)


def test_signing_out_ends_the_session_itself_not_only_the_cookie(
    visitor: Visitor, edition: object
) -> None:
    visitor.sign_in(a_settled_member())
    with visitor.client.session_transaction() as cookie:
        stolen = cookie["_user_id"]
    page = visitor.open("/moi")
    visitor.send(page, form="form[action='/deconnexion']")
    assert db.session.query(SignIn).count() == 0
    thief = somebody_else(visitor)
    with thief.client.session_transaction() as cookie:
        cookie["_user_id"] = stolen
    assert thief.open("/moi").texts("h1") == ["Se connecter"]


@pytest.mark.no_database
def test_signing_out_is_not_done_by_opening_an_address(visitor: Visitor) -> None:
    visitor.open("/deconnexion", status=405)


def test_a_session_ends_after_fourteen_days(visitor: Visitor) -> None:
    visitor.sign_in(a_settled_member())
    with time_machine.travel(now() + timedelta(days=14, seconds=5)):
        assert visitor.open("/moi").texts("h1") == ["Se connecter"]


def test_one_goes_back_where_one_wanted_to_go(visitor: Visitor) -> None:
    a_settled_member()
    page = visitor.open("/moi/mot-de-passe?x=1&y=2")
    assert page.texts("h1") == ["Se connecter"]
    assert page.url == "/connexion?suite=/moi/mot-de-passe?x%3D1%26y%3D2"
    page = visitor.send(page, email="deja@exemple.fr", password=PASSWORD)
    assert page.url == "/moi/mot-de-passe?x=1&y=2"


@pytest.mark.no_database
def test_htmx_is_told_to_load_the_sign_in_page(visitor: Visitor) -> None:
    answer = visitor.client.get("/moi", headers={"HX-Request-Type": "partial"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/connexion")


@pytest.mark.parametrize(
    "typed",
    [
        "https://ailleurs.example", "//ailleurs.example", "/\\ailleurs.example", "\\\\ailleurs",
        "/\t/ailleurs.example", "/ /ailleurs.example", "javascript:alert(1)", "ailleurs.example",
        "http:ailleurs.example", "///ailleurs.example", "/\n/ailleurs", "", None,
        "/moi\r\nSet-Cookie: x=1", "/deconnexion", "/a" * 2_000, "/\x00moi", "@ailleurs", "/a\\..\\b",
    ],
)  # fmt: skip
@pytest.mark.no_database
def test_one_is_never_led_to_another_site(typed: str | None) -> None:
    assert own_path(typed) is None


@pytest.mark.no_database
def test_paths_of_our_own_are_followed() -> None:
    for path in ("/", "/offres?q=a&region=44", "/pratiques/une-fiche#suite", "/a/..//b"):
        assert own_path(path) == path


def test_who_is_signed_in_is_one_statement(visitor: Visitor) -> None:
    from intranet.members import actions, queries

    member = a_settled_member()
    token = actions.open_session(member, now(), browser="essais")
    db.session.commit()
    with counted() as statements:
        [found] = db.session.scalars(queries.signed_in_by(), queries.proof(token, now())).unique()
        assert found.organization
        assert found.roles == []
        assert found.is_admitted
    assert len(statements) == 1


def test_demonstration_accounts_do_not_enter_in_production(visitor: Visitor) -> None:
    member = a_settled_member()
    member.is_demo = True
    db.session.commit()
    visitor.sign_in(member)
    config = visitor.client.application.config
    config["ENVIRONMENT"] = "production"
    try:
        assert visitor.open("/moi").texts("h1") == ["Se connecter"]
        signed_in(visitor, "deja@exemple.fr", status=422)
    finally:
        config["ENVIRONMENT"] = "test"


def test_ten_thousand_characters_are_only_a_wrong_password(visitor: Visitor) -> None:
    a_settled_member()
    signed_in(visitor, "deja@exemple.fr", PASSWORD + "x" * 10_000, status=422)
    signed_in(visitor, "x" * 10_000, status=422)
