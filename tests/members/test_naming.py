"""« Comptes »: an administrator names who animates the network or runs the site, and takes roles back."""

from __future__ import annotations

import pytest
from flask import Flask

from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members.models import Member, MembershipState, Role
from tests.factories import MemberFactory, a_recruiter, an_administrator
from tests.letters import letters_to
from tests.members.factories import a_newcomer
from tests.members.keys import events
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("edition")
NAME = "form[action$='/roles']"
TAKE_BACK = "form[action$='/retrait']"


def account_of(member: Member, visitor: Visitor) -> Page:
    return visitor.open(f"/animer/comptes/{member.id}")


def test_somebody_is_named_to_animate_a_region_then_all_and_reads_so_once_each(
    visitor: Visitor,
) -> None:
    member, admin = MemberFactory(), an_administrator(name="Ada Min")
    visitor.sign_in(admin)
    page = visitor.send(account_of(member, visitor), form=NAME, role="animator", region="44")
    assert page.texts(".people li")[0].startswith("Animateur du réseau dans le Grand Est")
    assert member.animates("44") and not member.animates("53")
    page = visitor.send(page, form=NAME, role="animator", region="44")
    assert "déjà ce rôle" in page.text("#messages")
    page = visitor.send(page, form=NAME, role="animator", region="")
    db.session.expire_all()
    assert len(page.select(".people li")) == 1 and member.animates("53"), "all, its regions too"
    assert [letter.subject for letter in letters_to(member.email)] == [
        "Votre rôle : Animateur du réseau dans le Grand Est",
        "Votre rôle : Animateur du réseau pour toute la France",
    ]
    assert "Ada Min" in letters_to(member.email)[0].body
    told = events(Kind.ROLE_GIVEN)
    assert {(line.person, line.concerns) for line in told} == {(admin.event_key, member.event_key)}


def test_a_role_is_taken_back_and_told_but_the_last_administrator_stays(visitor: Visitor) -> None:
    recruiter, admin = a_recruiter(), an_administrator()
    visitor.sign_in(admin)
    page = account_of(recruiter, visitor)
    employer = recruiter.organization
    assert employer and f"Recruteur pour {employer.name}" in page.texts(".people li")[0]
    page = visitor.send(page, form=TAKE_BACK)
    assert not page.select(TAKE_BACK) and not recruiter.roles
    assert "vous a retiré un rôle" in letters_to(recruiter.email)[-1].body
    assert [line.concerns for line in events(Kind.ROLE_WITHDRAWN)] == [recruiter.event_key]

    own = account_of(admin, visitor)
    page = visitor.send(own, form=TAKE_BACK)
    assert "le dernier administrateur" in page.text("#messages") and admin.is_administrator
    visitor.send(account_of(recruiter, visitor), form=NAME, role="administrator", region="")
    visitor.send(own, 403, form=TAKE_BACK)  # done: what comes next is for administrators
    db.session.expire_all()
    assert not admin.is_administrator and recruiter.is_administrator


def test_what_makes_no_sense_is_said_and_names_nobody(visitor: Visitor) -> None:
    newcomer, member = a_newcomer(), MemberFactory()
    visitor.sign_in(an_administrator())
    page = visitor.send(account_of(newcomer, visitor), 422, form=NAME, role="animator", region="")
    assert "doit d’abord en rejoindre une" in page.text("#role-error")
    page = visitor.send(
        account_of(member, visitor), 422, form=NAME, role="administrator", region="44"
    )
    assert "l’est de tout le site" in page.text("#region-error")
    assert not newcomer.roles and not member.roles


def test_whoever_runs_the_server_names_somebody_who_has_an_account(app: Flask) -> None:
    member = MemberFactory(email="ada@exemple.fr")
    assert member.memberships[0].state is MembershipState.ADMITTED

    def run(*words: str) -> str:
        return app.test_cli_runner().invoke(args=["members", "give-role", *words]).output

    assert "Un courriel le lui dit" in run("ADA@exemple.fr", "--role", "animator", "--region", "44")
    assert member.animates("44") and len(letters_to("ada@exemple.fr")) == 1
    a_newcomer("venue@exemple.fr")
    for wrong, why in (
        (("venue@exemple.fr", "--role", "animator"), "doit d’abord rejoindre une structure"),
        (("ada@exemple.fr", "--role", "animator", "--region", "44"), "a déjà ce rôle"),
        (("ada@exemple.fr", "--role", "recruiter"), "se demandent sur le site"),
        (("ada@exemple.fr", "--role", "administrator", "--region", "44"), "--region attend"),
        (("x@y.fr", "--role", "animator"), "Aucun compte"),
    ):
        assert why in run(*wrong), wrong
    assert [held.role for held in db.session.get_one(Member, member.id).roles] == [Role.ANIMATOR]
