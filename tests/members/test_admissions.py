"""The animators' queue: who sees what, what is decided once, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members import actions, queries
from intranet.members.models import Member, Membership, MembershipState, Role
from intranet.organizations.models import Organization
from tests.factories import (
    MemberFactory,
    OrganizationFactory,
    a_recruiter,
    an_administrator,
    an_animator,
)
from tests.letters import letters_to
from tests.members.factories import a_newcomer, a_request
from tests.organizations.factories import entered
from tests.sql import counted
from tests.visitor import Page, Visitor


@pytest.fixture
def nancy(clean_database: None) -> Organization:
    return entered("Métropole du Grand Nancy")


def decide(
    visitor: Visitor, asked: Membership, verb: str, status: int = 200, **answers: Any
) -> Page:
    page = visitor.open(f"/animer/adhesions/{asked.id}")
    return visitor.send(page, status, form=f"form[action$='/{verb}']", **answers)


@pytest.mark.parametrize("somebody", [partial(an_animator, "44"), an_administrator])
def test_admitting_grants_what_is_ticked_and_says_so(
    visitor: Visitor, nancy: Organization, somebody: Callable[..., Member]
) -> None:
    asked = a_request(nancy, Role.RECRUITER, Role.TRAINER)
    animator = somebody(name="Solène Animatrice")
    visitor.sign_in(animator)
    page = decide(visitor, asked, "admission", roles=["recruiter"])
    assert "Nouvelle Venue fait maintenant partie de" in page.text("#messages")
    assert "Solène Animatrice" in page.text("table")
    db.session.refresh(asked)
    member = asked.member
    assert (member.is_admitted, member.is_recruiter, member.is_trainer) == (True, True, False)
    assert (asked.decided_by, member.roles[0].granted_by_id) == (animator, animator.id)
    letter = letters_to(member.email)[-1]
    assert letter.subject == "Bienvenue dans le réseau"
    assert "Solène Animatrice a confirmé" in letter.body
    assert "Vos rôles\xa0: Recruteur." in letter.body


def test_only_what_was_asked_is_granted(nancy: Organization) -> None:
    asked, animator = a_request(nancy, Role.TRAINER), an_animator()
    actions.admit(asked, animator, now(), roles=[Role.TRAINER, Role.RECRUITER, Role.ADMINISTRATOR])
    db.session.commit()
    assert [held.role for held in asked.member.roles] == [Role.TRAINER]


def test_a_refusal_needs_a_reason(visitor: Visitor, nancy: Organization) -> None:
    asked = a_request(nancy)
    visitor.sign_in(an_animator("44"))
    page = decide(visitor, asked, "refus", 422, reason="  ")
    assert "Dites pourquoi" in page.text("#erreurs")
    page = decide(visitor, asked, "refus", 422, reason="x" * 10_000)
    assert "1 000 signes au plus" in page.text("#erreurs").replace("\u202f", " ").replace(
        "\xa0", " "
    )
    assert asked.state is MembershipState.ASKED


def test_a_refusal_is_explained_to_the_person(visitor: Visitor, nancy: Organization) -> None:
    asked = a_request(nancy)
    visitor.sign_in(an_animator("44"))
    decide(visitor, asked, "refus", reason="Écrivez-nous depuis votre adresse professionnelle.")
    db.session.refresh(asked)
    assert asked.state is MembershipState.REFUSED
    assert "adresse professionnelle" in letters_to(asked.member.email)[-1].body
    visitor.sign_in(asked.member)
    assert "adresse professionnelle" in visitor.open("/moi").text("table")


def test_two_animators_at_once_the_second_sees_who_decided(
    visitor: Visitor, nancy: Organization
) -> None:
    asked = a_request(nancy)
    first, second = an_animator("44", name="Alice Première"), an_animator(name="Bruno Second")
    visitor.sign_in(second)
    page = visitor.open(f"/animer/adhesions/{asked.id}")
    actions.admit(asked, first, now(), roles=[])
    db.session.commit()
    late = visitor.send(
        page, 409, form="form[action$='/refus']", reason="Je ne connais pas cette personne."
    )
    assert "Quelqu’un a décidé avant vous" in late.text()
    assert "Alice Première a accepté" in late.text()
    assert "Je ne connais pas cette personne." in late.text("blockquote")
    db.session.refresh(asked)
    assert asked.state is MembershipState.ADMITTED
    late = visitor.send(page, 409, form="form[action$='/admission']")
    assert "Alice Première a accepté" in late.text()
    assert len([one for one in letters_to(asked.member.email) if "Bienvenue" in one.subject]) == 1


def test_a_person_admitted_elsewhere_meanwhile_is_left_where_they_are(nancy: Organization) -> None:
    """The end of the old attachment and the beginning of the new one: both or neither."""
    from intranet.members.models import NotAwaited

    home = OrganizationFactory()
    member, animator = MemberFactory(organization=home), an_animator()
    asked = a_request(nancy, member=member)
    actions.withdraw(asked)
    db.session.commit()
    with pytest.raises(NotAwaited):
        actions.admit(asked, animator, now(), roles=[])
    db.session.rollback()
    assert member.organization == home


def test_withdrawn_meanwhile_is_said_too(visitor: Visitor, nancy: Organization) -> None:
    asked = a_request(nancy)
    visitor.sign_in(an_animator("44"))
    page = visitor.open(f"/animer/adhesions/{asked.id}")
    actions.withdraw(asked)
    db.session.commit()
    late = visitor.send(page, 409, form="form[action$='/admission']")
    assert "Nouvelle Venue a retiré sa demande." in late.text()


def test_roles_are_decided_once(visitor: Visitor, nancy: Organization) -> None:
    member = MemberFactory(organization=nancy)
    asked = member.membership
    actions.ask_for_roles(asked, now(), roles=[Role.RECRUITER])
    db.session.commit()
    visitor.sign_in(an_animator("44"))
    page = visitor.open(f"/animer/adhesions/{asked.id}")
    visitor.send(page, form="form[action$='/roles']", roles=["recruiter"], reason="Bienvenue.")
    db.session.expire_all()
    assert member.is_recruiter
    visitor.send(page, 409, form="form[action$='/roles']", roles=[])
    assert member.is_recruiter


def test_an_animator_sees_their_region_alone(visitor: Visitor, nancy: Organization) -> None:
    asked = a_request(nancy)
    visitor.sign_in(an_animator("53"))
    assert "Aucune demande en attente" in visitor.open("/animer/adhesions").text()
    visitor.open(f"/animer/adhesions/{asked.id}", status=404)
    token = visitor.open("/animer/adhesions").first("[name=csrf_token]").attrib["value"]
    for verb in ("admission", "refus", "roles"):
        answer = visitor.client.post(
            f"/animer/adhesions/{asked.id}/{verb}", data={"csrf_token": token, "reason": "Non."}
        )
        assert answer.status_code == 404
    db.session.refresh(asked)
    assert asked.state is MembershipState.ASKED


def test_what_has_no_region_is_for_the_national_ones(visitor: Visitor) -> None:
    asked = a_request(entered("Fédération", region_code=None))
    regional, national = an_animator("44"), an_animator()
    assert db.session.scalar(queries.count_awaiting(regional)) == 0
    assert db.session.scalar(queries.count_awaiting(national)) == 1
    assert letters_to(regional.email) == []
    assert asked.organization.region_code is None


@pytest.mark.parametrize("who", [MemberFactory, a_recruiter])
def test_nobody_else_enters(visitor: Visitor, nancy: Organization, who: Any) -> None:
    asked = a_request(nancy)
    visitor.sign_in(who())
    visitor.open("/animer/adhesions", status=403)
    visitor.open(f"/animer/adhesions/{asked.id}", status=403)


@pytest.mark.no_database
def test_nobody_admits_themselves_by_being_asked_about(visitor: Visitor) -> None:
    assert visitor.open("/animer/adhesions").texts("h1") == ["Se connecter"]


@pytest.mark.usefixtures("edition")
def test_roles_refused_to_a_member_are_no_admission(visitor: Visitor, nancy: Organization) -> None:
    """Neither in the queue, nor for whoever comes second, nor in « À faire »."""
    asked = MemberFactory(organization=nancy, name="Fatou Formatrice").membership
    actions.ask_for_roles(asked, now(), roles=[Role.TRAINER])
    db.session.commit()
    visitor.sign_in(an_animator("44", name="Solène Animatrice"))
    waiting = visitor.open("/animer").text(".todo").replace("\xa0", " ")
    assert "Fatou Formatrice, qui demande un rôle pour" in waiting
    assert "aujourd’hui" in waiting
    page = visitor.open(f"/animer/adhesions/{asked.id}")
    queue = visitor.send(page, form="form[action$='/roles']", roles=[], reason="Pas encore.")
    assert "Rôle refusé" in queue.text("table")
    assert "Admise" not in queue.text("table")
    late = visitor.send(page, 409, form="form[action$='/roles']", roles=["trainer"])
    assert "Solène Animatrice a répondu à cette demande" in late.text()
    assert "Rôles accordés : aucun." in late.text().replace("\xa0", " ")


def test_roles_granted_are_named_in_the_queue(visitor: Visitor, nancy: Organization) -> None:
    asked = a_request(nancy, Role.RECRUITER, Role.TRAINER)
    visitor.sign_in(an_animator("44"))
    queue = decide(visitor, asked, "admission", roles=["trainer"])
    assert "Admise, formateur" in queue.text("table")
    later = MemberFactory(organization=nancy).membership
    actions.ask_for_roles(later, now(), roles=[Role.RECRUITER])
    db.session.commit()
    queue = decide(visitor, later, "roles", roles=["recruiter"])
    assert "Rôle accordé : Recruteur" in queue.text("table").replace("\xa0", " ")
    actions.ask_for_roles(later, now(), roles=[Role.TRAINER])
    actions.leave(asked, now())
    db.session.commit()
    assert not visitor.open("/animer/adhesions").select("table")  # one waits again, one has left


def test_the_queue_counts_what_waits(nancy: Organization) -> None:
    animator, administrator = an_animator("44"), an_administrator()
    a_request(nancy)
    teaching = MemberFactory(organization=nancy)
    actions.ask_for_roles(teaching.membership, now(), roles=[Role.TRAINER])
    db.session.commit()
    for reader in (animator, administrator):
        assert db.session.scalar(queries.count_awaiting(reader)) == 2
        assert len(db.session.scalars(queries.awaiting(reader)).unique().all()) == 2
    assert db.session.scalar(queries.count_awaiting(MemberFactory())) == 0


@pytest.mark.parametrize("somebody", [partial(an_animator, "44"), an_administrator])
def test_nobody_grants_themselves_a_role_that_somebody_else_could(
    visitor: Visitor, nancy: Organization, somebody: Callable[..., Member]
) -> None:
    asking = somebody(organization=nancy)
    visitor.sign_in(asking)
    actions.ask_for_roles(asking.membership, now(), roles=[Role.RECRUITER])
    db.session.commit()
    assert len(letters_to(asking.email)) == asking.is_administrator  # nobody else is
    alone = visitor.open(f"/animer/adhesions/{asking.membership.id}")
    other = an_administrator()
    visitor.send(alone, 403, form="form[action$='/roles']", roles=["recruiter"])
    page = visitor.open(f"/animer/adhesions/{asking.membership.id}")
    assert "C’est votre propre demande" in page.text()
    assert not page.select("form[action$='/roles']")
    assert db.session.scalar(queries.count_awaiting(asking)) == 0
    assert db.session.scalar(queries.count_awaiting(other)) == 1
    db.session.delete(other.roles[0])
    db.session.commit()
    assert db.session.scalar(queries.count_awaiting(asking)) == 1
    visitor.send(alone, form="form[action$='/roles']", roles=["recruiter"])
    db.session.refresh(asking)
    assert asking.is_recruiter


def test_the_queue_asks_little_of_the_database(visitor: Visitor, nancy: Organization) -> None:
    for number in range(4):
        a_request(nancy, member=a_newcomer(f"n{number}@exemple.fr"))
    visitor.sign_in(an_animator())
    asked = db.session.scalars(db.select(Membership)).first()
    for url in ("/animer/adhesions", f"/animer/adhesions/{asked.id}"):
        with counted() as statements:
            visitor.open(url)
        assert len(statements) <= 8, "\n".join(statements)


def test_animators_of_a_region_are_its_own_and_the_national_ones(nancy: Organization) -> None:
    here, national, elsewhere = an_animator("44"), an_animator(), an_animator("11")
    gone = an_animator("44")
    actions.close_account(gone, now())
    db.session.commit()
    found: list[Member] = list(db.session.scalars(queries.animators_of("44")))
    assert found == [here, national]
    assert list(db.session.scalars(queries.animators_of(None))) == [national]
    assert elsewhere not in found
