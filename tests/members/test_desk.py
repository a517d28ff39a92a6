"""« Comptes »: an administrator closes the sessions of somebody, or takes a lost factor away."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members import passwords
from intranet.members.models import CodeApp, FactorLoss, SignIn
from tests.factories import MemberFactory, OrganizationFactory, an_administrator
from tests.letters import letters_to
from tests.members.factories import PASSWORD, signed_in
from tests.members.keys import events, with_application
from tests.sql import counted
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")
AWAY = "form[action$='/protection']"


def test_accounts_are_found_by_name_and_by_address(visitor: Visitor) -> None:
    MemberFactory(name="Éloïse d’Arc", email="eloise@exemple.fr")
    MemberFactory(name="Dominique Fermée", email="x@exemple.fr", closed_at=now())
    visitor.sign_in(an_administrator(name="Ada Min", email="ada@exemple.org"))
    for typed, found in (
        ("eloise", ["Éloïse d’Arc"]),
        ("arc elo", ["Éloïse d’Arc"]),
        ("ELOISE@", ["Éloïse d’Arc"]),
        ("exemple.org", ["Ada Min"]),
        ("fermee", []),
        ("%", []),
        ("'; --", []),
    ):
        page = visitor.open(f"/animer/comptes?q={typed.replace('%', '%25')}", into="results")
        assert page.texts("#results h3") == found, typed


def test_the_list_asks_the_database_as_much_for_thirty_as_for_three(visitor: Visitor) -> None:
    visitor.sign_in(an_administrator())
    counts = []
    for how_many in (3, 20):
        for _ in range(how_many):
            MemberFactory(organization=OrganizationFactory())
        with counted() as statements:
            visitor.open("/animer/comptes")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8


def test_a_lost_factor_is_taken_away_told_and_written_down(visitor: Visitor) -> None:
    member = with_application(
        MemberFactory(email="perdu@exemple.fr", password_hash=passwords.kept(PASSWORD))
    )
    other = Visitor(visitor.client.application.test_client()).sign_in(member)
    admin = an_administrator(name="Ada Min")
    visitor.sign_in(admin)
    page = visitor.open(f"/animer/comptes/{member.id}")
    assert "Dernière connexion, ou inscription" in page.texts("dt")  # whoever never came has a day
    page = visitor.send(page, 422, form=AWAY, reason=" ")
    assert db.session.query(CodeApp).count() == 1
    page = visitor.send(page, form=AWAY, reason="Téléphone volé, rappelée au standard.")
    assert "Téléphone volé" in page.text(".table-region") and "Ada Min" in page.text(
        ".table-region"
    )
    told = letters_to("perdu@exemple.fr")[-1]
    [line] = events(Kind.FACTOR_TAKEN_AWAY)
    assert (line.person, line.concerns) == (admin.event_key, member.event_key)
    assert "Ada Min" in told.body and "Téléphone volé" in told.body
    assert other.open("/moi").texts("h1") == ["Se connecter"]
    signed_in(other, "perdu@exemple.fr")
    assert other.open("/moi").texts("h1") == ["Mon profil"]


def test_what_was_taken_away_already_is_told_once(visitor: Visitor) -> None:
    member = with_application(MemberFactory(email="perdu@exemple.fr"))
    visitor.sign_in(an_administrator())
    first, second = (visitor.open(f"/animer/comptes/{member.id}") for _ in range(2))
    visitor.send(first, form=AWAY, reason="Téléphone volé.")
    page = visitor.send(second, form=AWAY, reason="Téléphone volé.")
    assert "rien n’a été fait" in page.text("#messages")
    assert len(letters_to("perdu@exemple.fr")) == db.session.query(FactorLoss).count() == 1
    assert len(events(Kind.FACTOR_TAKEN_AWAY)) == 1


def test_nobody_takes_their_own_away_there(visitor: Visitor) -> None:
    admin = with_application(an_administrator())
    visitor.sign_in(admin)
    page = visitor.open(f"/animer/comptes/{admin.id}")
    assert not page.select(AWAY)
    token = page.first("[name=csrf_token]").attrib["value"]
    sent = {"csrf_token": token, "reason": "Pour voir."}
    answer = visitor.client.post(f"/animer/comptes/{admin.id}/protection", data=sent)
    assert answer.status_code == 403
    assert db.session.query(FactorLoss).count() == 0


def test_closing_ones_own_sessions_there_keeps_the_browser_at_hand(visitor: Visitor) -> None:
    admin = an_administrator()
    visitor.sign_in(admin)
    Visitor(visitor.client.application.test_client()).sign_in(admin)
    page = visitor.open(f"/animer/comptes/{admin.id}")
    visitor.send(page, form="form[action$='/sessions']")
    assert db.session.query(SignIn).count() == 1
    assert visitor.open("/moi").texts("h1") == ["Mon profil"]
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        asked = visitor.send(page, form="form[action$='/sessions']")
        assert asked.texts("h1") == ["Redonner votre mot de passe"]
    assert [line.detail for line in events(Kind.SESSION_CLOSED)] == ["all"]


def test_an_administrator_gives_their_password_again_first_and_the_reason_goes_along(
    visitor: Visitor,
) -> None:
    member = with_application(MemberFactory())
    reason = "Téléphone « volé ».\n\nRappelée <b>ce matin</b> au standard."
    with time_machine.travel(now(), tick=False) as clock:
        visitor.sign_in(an_administrator(password_hash=passwords.kept(PASSWORD)))
        page = visitor.open(f"/animer/comptes/{member.id}")
        clock.shift(timedelta(minutes=11))
        page = visitor.send(page, form=AWAY, reason=reason)
        assert page.texts("h1") == ["Redonner votre mot de passe"]
        page = visitor.send(page, 422, **{"proof-current": "pas le bon du tout"})
        assert db.session.query(CodeApp).count() == 1
        page = visitor.send(page, **{"proof-current": PASSWORD})
        assert page.url == f"/animer/comptes/{member.id}"
    assert db.session.query(CodeApp).count() == 0
    assert db.session.query(FactorLoss).one().reason.replace("\r\n", "\n") == reason


def test_a_reason_that_does_not_do_is_told_once_the_password_is_given(visitor: Visitor) -> None:
    member = with_application(MemberFactory())
    with time_machine.travel(now(), tick=False) as clock:
        visitor.sign_in(an_administrator(password_hash=passwords.kept(PASSWORD)))
        page = visitor.open(f"/animer/comptes/{member.id}")
        clock.shift(timedelta(minutes=11))
        page = visitor.send(page, form=AWAY, reason="x" * 501)
        page = visitor.send(page, 422, **{"proof-current": PASSWORD})
    assert "500 signes au plus" in page.text("#erreurs")
    assert page.text("[name=reason]") == "x" * 501


def test_whoever_runs_the_server_takes_it_away_from_the_last_administrator(app: Flask) -> None:
    with_application(an_administrator(email="ada@exemple.fr"))
    run = app.test_cli_runner().invoke
    words = ["members", "forget-factor", "ADA@exemple.fr", "--reason", "Téléphone noyé."]
    said = run(args=words)
    assert said.exit_code == 0, said.output
    assert db.session.query(CodeApp).count() == 0
    assert "qui tient le serveur" in letters_to("ada@exemple.fr")[-1].body.replace(
        "la personne ", ""
    )
    assert run(args=words).exit_code == 1
    assert (
        "Aucun compte" in run(args=["members", "forget-factor", "x@y.fr", "--reason", "x"]).output
    )
