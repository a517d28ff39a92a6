"""The demonstration accounts: one a role, never in production."""

from __future__ import annotations

from flask import Flask

from intranet.competencies.queries import Catalogue
from intranet.content import organizations, people, teams
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.organizations.actions import enter_all
from intranet.organizations.models import Kind, Organization
from tests.members.factories import signed_in
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


def test_production_has_no_demonstration_account(app: Flask) -> None:
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
