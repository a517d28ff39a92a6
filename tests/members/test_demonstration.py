"""The demonstration accounts: one a role, never in production."""

from __future__ import annotations

import pytest
from flask import Flask

from intranet.competencies.queries import Catalogue
from intranet.content import organizations, people, teams
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.organizations.actions import enter_all
from intranet.organizations.models import Kind, Organization
from tests.members.factories import last_link, signed_in
from tests.visitor import Visitor


def load() -> None:
    enter_all([each for each in organizations.from_sources() if each.is_demo])
    people.load()
    db.session.commit()


def found(login: str) -> Member:
    return db.session.scalars(db.select(Member).filter_by(email=f"{login}@demo.example")).one()


def test_there_is_one_a_role_and_they_can_sign_in(visitor: Visitor) -> None:
    load()
    assert found("recruteur").is_recruiter
    assert found("formateur").is_trainer
    assert found("animateur").animated_regions is None
    assert found("animateur").is_animator
    assert found("admin").is_administrator
    assert not any((found("developpeur").roles, found("developpeur2").roles))
    for one in ("formateur", "recruteur", "developpeur"):
        first, second = found(one), found(f"{one}2")
        assert first.organization_id != second.organization_id
    assert found("formateur").organization.kind is Kind.PROVIDER
    signed_in(visitor, "animateur@demo.example", people.PASSWORD)


def test_loading_twice_changes_nothing(app: Flask) -> None:
    load()
    people.load()
    db.session.commit()
    assert db.session.query(Member).count() == len(people.ACCOUNTS) == 8


def test_production_has_none(app: Flask) -> None:
    app.config["ENVIRONMENT"] = "production"
    try:
        load()
    finally:
        app.config["ENVIRONMENT"] = "test"
    assert db.session.query(Member).count() == 0
    assert db.session.query(Organization).filter_by(is_demo=True).count() == 8


def test_a_small_team_shows_itself_to_the_developer_and_to_nobody_else(
    visitor: Visitor, catalogue: Catalogue
) -> None:
    load()
    for _ in range(2):
        teams.load()
        db.session.commit()

    page = visitor.sign_in(found("developpeur")).open("/moi/equipe")

    names = page.texts("#D1 .heat tbody th")
    assert names == ["Camille Roussel", "Fatou Diarra", "Inès Aubry", "Mathieu Le Goff", "Nadia Belkacem", "1 autre"]  # fmt: skip
    assert "Inès" not in visitor.sign_in(found("developpeur2")).open("/moi/equipe").html


@pytest.mark.parametrize("page", ["/moi/adresse", "/moi/mot-de-passe", "/moi/fermeture"])
def test_nobody_shuts_the_other_visitors_out(visitor: Visitor, page: str) -> None:
    """Everybody knows the password: whoever changed it would keep the account for themselves."""
    load()
    shown = visitor.sign_in(found("developpeur")).open(page)
    assert "sert à tous" in shown.text("main") and not shown.select("main form")
    token = visitor.open("/moi").first("[name=csrf_token]").get("value")
    new = {
        "csrf_token": token, "current": people.PASSWORD, "password": "canard vert bouteille 9",
        "email": "a@exemple.fr", "sure": "y",
    }  # fmt: skip
    assert visitor.client.post(page, data=new).status_code == 403
    signed_in(Visitor(visitor.client.application.test_client()), "developpeur@demo.example", people.PASSWORD)  # fmt: skip


def test_nor_by_the_link_of_a_letter_that_an_administrator_reads(visitor: Visitor) -> None:
    load()
    visitor.send(visitor.open("/mot-de-passe"), email="admin@demo.example")
    page = visitor.open(last_link("admin@demo.example"))
    assert "sert à tous" in page.text("main") and not page.select("main form")


def test_nor_takes_its_roles_away_by_leaving_its_structure(visitor: Visitor) -> None:
    load()
    profile = visitor.sign_in(found("recruteur")).open("/moi")
    assert "Quitter cette structure" not in profile.text("main")
    token = profile.first("[name=csrf_token]").get("value")
    answer = visitor.client.post("/moi/structure/depart", data={"csrf_token": token})
    assert answer.status_code == 403
    db.session.expire_all()
    assert found("recruteur").is_recruiter
