"""« Changer d’adresse »: proven by a letter to the new one, told to the old one, and what it had won goes with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members import actions, passwords
from intranet.members.models import Identity, Member, MembershipState, Role, SignIn
from intranet.organizations.models import EmailDomain, Organization
from tests.factories import MemberFactory, OrganizationFactory, an_animator
from tests.letters import letters_to
from tests.members.factories import PASSWORD, a_newcomer, last_link, signed_in
from tests.visitor import Page, Visitor

OLD, NEW = "camille@agglo.fr", "camille@metropole.fr"


def a_member(**given: Any) -> Member:
    return MemberFactory(email=OLD, password_hash=passwords.kept(PASSWORD), **given)


def asked(visitor: Visitor, email: str = NEW, status: int = 200, password: str = PASSWORD) -> Page:
    return visitor.send(visitor.open("/moi/adresse"), status, email=email, current=password)


def subjects(email: str) -> list[str]:
    return [letter.subject for letter in letters_to(email)]


def taken(visitor: Visitor) -> Page:
    return visitor.send(visitor.open(last_link(NEW)))


def test_nothing_changes_until_the_link_of_the_new_address_is_followed(visitor: Visitor) -> None:
    member = a_member()
    visitor.sign_in(member)
    page = visitor.send(visitor.open(visitor.open("/moi").link("Changer d’adresse")), email="Camille@Metropole.fr ", current=PASSWORD)  # fmt: skip
    assert page.url == "/moi" and "Un courriel vous attend" in page.text("#messages")
    assert subjects(OLD) == ["Un changement d’adresse est demandé pour votre compte"]
    assert NEW not in letters_to(OLD)[0].body, "the employer who is left may read it"
    assert "Prendre cette adresse" in visitor.open(last_link(NEW)).text("main form")
    assert visitor.client.head(last_link(NEW)).status_code == 200  # as mail scanners do
    db.session.refresh(member)
    assert member.email == OLD

    other = Visitor(visitor.client.application.test_client()).sign_in(member)
    page = taken(visitor)
    assert (page.url, member.email) == ("/moi", NEW)
    assert other.open("/moi").texts("h1") == ["Se connecter"]
    assert subjects(NEW)[-1] == "Votre compte a une nouvelle adresse"
    assert subjects(OLD) == [
        "Un changement d’adresse est demandé pour votre compte",
        "Votre compte n’a plus cette adresse",
    ]
    assert "Adresse électronique : changée" in visitor.open("/moi/activite").text()
    visitor.open(last_link(NEW), status=410)
    signed_in(other, OLD, status=422)
    signed_in(other, NEW)


def test_whoever_did_not_ask_stops_it_by_a_new_password(visitor: Visitor) -> None:
    visitor.sign_in(a_member())
    asked(visitor)
    link = last_link(NEW)
    owner = Visitor(visitor.client.application.test_client())
    owner.send(owner.open("/mot-de-passe"), email=OLD)
    owner.send(owner.open(last_link(OLD)), password="canard vert bouteille 9")
    signed_in(owner, OLD, "canard vert bouteille 9")
    assert "ne sert plus" in owner.open(link, status=410).text("h1")


def test_nobody_takes_an_account_by_the_press_of_a_button(visitor: Visitor) -> None:
    """The new address is mine, the account is not: I would hand mine over, or receive theirs."""
    visitor.sign_in(a_member())
    asked(visitor)
    mine = Visitor(visitor.client.application.test_client())
    assert mine.open(last_link(NEW)).texts("h1") == ["Se connecter"]
    mine.sign_in(MemberFactory())
    mine.open(last_link(NEW), status=404)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"email": OLD}, "C’est déjà votre adresse."),
        ({"email": "camille"}, "adresse électronique complète"),
        ({"password": "pas le bon"}, "mot de passe actuel"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    visitor: Visitor, answers: dict[str, str], sentence: str
) -> None:
    visitor.sign_in(a_member())
    page = asked(visitor, status=422, **answers)
    assert sentence in page.text(".field-error")
    assert not letters_to(NEW) + letters_to(OLD)


def test_whether_the_new_address_has_an_account_is_told_to_it_alone(visitor: Visitor) -> None:
    MemberFactory(email="deja@metropole.fr")
    visitor.sign_in(a_member())
    known, stranger = asked(visitor, "deja@metropole.fr"), asked(visitor)
    assert known.text() == stranger.text()
    assert subjects("deja@metropole.fr") == ["Cette adresse a déjà un compte"]


def test_an_address_taken_meanwhile_is_nobody_else_s(visitor: Visitor) -> None:
    visitor.sign_in(member := a_member())
    asked(visitor)
    page = visitor.open(last_link(NEW))
    a_newcomer(NEW)
    visitor.send(page, 410)
    db.session.refresh(member)
    assert (member.email, db.session.query(SignIn).count()) == (OLD, 1)


def test_the_last_link_alone_works_and_for_a_day(visitor: Visitor) -> None:
    visitor.sign_in(a_member())
    asked(visitor)
    first = last_link(NEW)
    asked(visitor)
    visitor.open(first, status=410)
    with time_machine.travel(now() + timedelta(days=1, minutes=1)):
        visitor.open(last_link(NEW), status=410)


def test_letters_to_one_address_are_counted_as_at_sign_up(visitor: Visitor) -> None:
    visitor.sign_in(a_member())
    for _ in range(3):
        asked(visitor)
    assert "Trop de courriels" in asked(visitor, status=429).text("#erreurs")
    assert len(letters_to(NEW)) == 3
    assert "Trop de courriels" in asked(visitor, "c@metropole.fr", 429).text("#erreurs")
    assert len(letters_to(OLD)) == 3, "nor does the old one receive any number of them"


def of_domain(domain: str) -> Organization:
    organization: Organization = OrganizationFactory()
    db.session.add(EmailDomain(domain=domain, organization=organization))
    db.session.commit()
    return organization


def test_what_the_old_address_won_is_asked_of_an_animator(visitor: Visitor) -> None:
    organization, newcomer = of_domain("agglo.fr"), a_newcomer(OLD)
    an_animator(email="anime@exemple.fr")
    actions.ask_to_join(newcomer, organization, now(), job_title="Chargée de mission")
    db.session.commit()
    visitor.sign_in(newcomer)
    assert "Votre structure tient à votre adresse" in visitor.open("/moi/adresse").text()
    asked(visitor)
    assert newcomer.is_admitted
    page = taken(visitor)
    assert "Votre demande attend une réponse" in page.text("main")
    db.session.expire_all()
    assert not newcomer.is_admitted
    waits = newcomer.asked_membership
    assert waits and (waits.organization_id, waits.job_title) == (organization.id, "Chargée de mission")  # fmt: skip
    assert letters_to("anime@exemple.fr")


def test_what_an_animator_granted_stays_and_so_does_the_same_domain(visitor: Visitor) -> None:
    organization, newcomer = of_domain("agglo.fr"), a_newcomer(OLD)
    of_domain("metropole.fr")
    mine = actions.ask_to_join(newcomer, organization, now(), roles=[Role.RECRUITER])
    actions.decide_on_roles(mine, an_animator(), now(), roles=[Role.RECRUITER], reason="")
    db.session.commit()
    visitor.sign_in(newcomer)
    assert "tient à votre adresse" not in visitor.open("/moi/adresse").text()
    asked(visitor)
    taken(visitor)
    db.session.expire_all()
    assert mine.state is MembershipState.ADMITTED and newcomer.is_recruiter

    other = a_newcomer("b@agglo.fr")
    there = actions.ask_to_join(other, organization, now())
    db.session.commit()
    visitor = Visitor(visitor.client.application.test_client()).sign_in(other)
    asked(visitor, "bis@agglo.fr")
    visitor.send(visitor.open(last_link("bis@agglo.fr")))
    db.session.expire_all()
    assert (other.email, there.state) == ("bis@agglo.fr", MembershipState.ADMITTED)


def test_an_identity_of_an_employer_one_leaves_is_recalled(visitor: Visitor) -> None:
    member = a_member()
    db.session.add(
        Identity(member=member, issuer="https://x.example", subject="1", linked_at=now())
    )
    db.session.commit()
    visitor.sign_in(member)
    assert "Déliez-la si elle est d’un employeur" in visitor.open("/moi/adresse").text()


def test_closing_the_account_leaves_no_letter_at_an_address_of_before(visitor: Visitor) -> None:
    visitor.sign_in(member := a_member())
    asked(visitor)
    taken(visitor)
    actions.close_account(member, now())
    assert not letters_to(OLD) + letters_to(NEW)
