"""The outbox: every letter, for administrators alone: letters tell who applied, and open accounts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from tests.factories import MemberFactory, a_recruiter, an_administrator, an_animator
from tests.members.factories import CAMILLE, last_link, signed_up
from tests.visitor import Visitor


@pytest.fixture
def in_production(app: Flask) -> Iterator[None]:
    app.config["ENVIRONMENT"] = "production"
    yield
    app.config["ENVIRONMENT"] = "test"


@pytest.fixture
def newcomer(visitor: Visitor) -> str:
    signed_up(visitor)
    return last_link(CAMILLE["email"])


def test_a_demonstration_is_followed_from_the_outbox(visitor: Visitor, newcomer: str) -> None:
    visitor.sign_in(an_administrator())
    page = visitor.open("/animer/courrier")
    assert "Confirmez votre adresse" in page.text(".row h3")
    assert page.link(newcomer) == f"http://localhost{newcomer}"


def test_a_link_within_a_line_is_followed_too(visitor: Visitor) -> None:
    db.session.add(
        Letter(
            key="essai",
            recipient="camille@essais.example",
            subject="Place confirmée",
            body="Bonjour,\n\nVotre place est confirmée.\n\nVoir ou annuler : [lien]\nLa page : l’agenda",
            secret_link="http://localhost/inscriptions/lien/abc",
        )
    )
    db.session.commit()
    visitor.sign_in(an_administrator())
    page = visitor.open("/animer/courrier")
    assert page.link("http://localhost/inscriptions/lien/abc")
    assert "[lien]" not in page.text(".letter")


def test_in_production_an_administrator_reads_the_outbox(
    visitor: Visitor, newcomer: str, in_production: None
) -> None:
    visitor.sign_in(an_administrator())
    assert visitor.open("/animer/courrier").link(newcomer)


def test_the_outbox_is_searched_and_says_what_left(visitor: Visitor, newcomer: str) -> None:
    letter = db.session.scalars(db.select(Letter)).one()
    letter.sent_at, letter.secret_link = now(), None
    db.session.commit()
    visitor.sign_in(an_administrator())
    page = visitor.open("/animer/courrier?q=CAMILLE@")
    assert page.texts(".badge") == ["Parti"]
    assert "lien effacé après l’envoi" in page.text()
    assert "Aucun courriel" in visitor.open("/animer/courrier?q=zzz").text("#results")
    visitor.open("/animer/courrier?q=" + "%25_" * 3_000)
    assert visitor.open("/animer/courrier", into="results").select("#results")


@pytest.mark.parametrize("who", [MemberFactory, a_recruiter, an_animator])
def test_the_outbox_is_for_few(visitor: Visitor, who: object) -> None:
    visitor.sign_in(who())  # type: ignore[operator]
    visitor.open("/animer/courrier", status=403)


def test_the_register_says_who_reads_it(visitor: Visitor) -> None:
    told = visitor.open("/donnees-personnelles/registre").text()
    assert "les administrateurs, dans la boîte d’envoi" in told
