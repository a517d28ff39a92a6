"""Choosing an organization by three letters, being admitted, moving, leaving."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members import actions
from intranet.members.models import Member, MemberRole, Membership, MembershipState, Role
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
from tests.visitor import Visitor


@pytest.fixture
def nancy(clean_database: None) -> Organization:
    return entered("Métropole du Grand Nancy", domains=("grandnancy.example",))


def choose(visitor: Visitor, organization: Organization, status: int = 200, **answers: object):
    page = visitor.open(f"/moi/structure?q={organization.name[:3]}")
    radio = f"input[value='{organization.id}']"
    assert page.select(f"#suggestions {radio}"), page.text("#suggestions")
    form = "form[method=post][action='/moi/structure']"
    return visitor.send(page, status, form=form, organization=str(organization.id), **answers)


def states_of(member: Member) -> list[str]:
    query = db.select(Membership.state).filter_by(member_id=member.id).order_by(Membership.id)
    return [state.value for state in db.session.scalars(query)]


def test_three_letters_offer_the_real_ones(visitor: Visitor, nancy: Organization) -> None:
    visitor.sign_in(a_newcomer())
    assert "Les structures trouvées s’affichent ici" in visitor.open("/moi/structure").text()
    page = visitor.open("/moi/structure?q=gra")
    assert "Métropole du Grand Nancy" in page.text("#suggestions")
    part = visitor.open("/moi/structure?q=gra", into="suggestions")
    assert str(part.soup.select_one("#suggestions")) == str(page.soup.select_one("#suggestions"))
    assert "Aucune structure ne porte ce nom" in visitor.open("/moi/structure?q=zzz").text()


def test_more_of_them_than_are_shown_are_not_counted(visitor: Visitor) -> None:
    for number in range(11):
        entered(f"CC des Lacs {number}")
    visitor.sign_in(a_newcomer())
    assert "précisez, s’il en manque" in visitor.open("/moi/structure?q=lacs").text(
        "#organization legend"
    )
    assert (
        visitor.open("/moi/structure?q=lacs+10")
        .text("#organization legend")
        .startswith("1 structure trouvée")
    )


def test_asking_waits_for_the_animators_of_the_region(
    visitor: Visitor, nancy: Organization
) -> None:
    regional, elsewhere, national = an_animator("44"), an_animator("53"), an_animator()
    member = a_newcomer()
    visitor.sign_in(member)
    page = choose(visitor, nancy, job_title="Chargé de mission", roles=["recruiter"])
    assert "Votre demande attend une réponse" in page.text()
    assert states_of(member) == ["asked"]
    assert not member.is_admitted
    told = [bool(letters_to(one.email)) for one in (regional, elsewhere, national)]
    assert told == [True, False, True]
    [letter] = letters_to(regional.email)
    assert letter.subject == "Nouvelle Venue demande à rejoindre Métropole du Grand Nancy"
    assert "comme Chargé de mission" in letter.body
    assert "Recruteur" in letter.body


def test_where_nobody_animates_whoever_runs_the_site_is_told(
    visitor: Visitor, nancy: Organization
) -> None:
    runs = an_administrator(email="tient@exemple.fr")
    an_animator("53")
    a_request(nancy)
    assert "demande à rejoindre" in letters_to(runs.email)[-1].subject
    an_animator("44")
    a_request(nancy, member=a_newcomer("autre@exemple.fr"))
    assert len(letters_to(runs.email)) == 1


def test_an_address_of_the_organization_admits_at_once(
    visitor: Visitor, nancy: Organization
) -> None:
    animator = an_animator("44")
    member = a_newcomer("claire@grandnancy.example")
    visitor.sign_in(member)
    page = visitor.open("/moi/structure")
    assert "D’après votre adresse (grandnancy.example)" in page.text("#suggestions")
    form = "form[method=post][action='/moi/structure']"
    page = visitor.send(page, form=form, organization=str(nancy.id))
    assert "Bienvenue" in page.text("#messages")
    assert states_of(member) == ["admitted"]
    assert letters_to(member.email)[0].subject == "Bienvenue dans le réseau"
    assert letters_to(animator.email) == [], "nobody has anything to do"


def test_roles_asked_with_such_an_address_still_wait(visitor: Visitor, nancy: Organization) -> None:
    animator = an_animator("44")
    member = a_newcomer("claire@grandnancy.example")
    visitor.sign_in(member)
    choose(visitor, nancy, roles=["recruiter", "trainer"])
    assert states_of(member) == ["admitted"]
    db.session.refresh(member)
    assert not member.is_recruiter
    assert letters_to(animator.email)[0].subject.startswith("Nouvelle Venue demande un rôle")
    asked = db.session.scalars(db.select(Membership).filter_by(member_id=member.id)).one()
    actions.decide_on_roles(asked, animator, now(), roles=[Role.RECRUITER], reason="Pas encore.")
    db.session.commit()
    assert (member.is_recruiter, member.is_trainer) == (True, False)
    letter = letters_to(member.email)[-1]
    assert "Accordé\xa0: Recruteur" in letter.body
    assert "Non accordé\xa0: Formateur" in letter.body


def test_a_lookalike_domain_admits_nobody(visitor: Visitor, nancy: Organization) -> None:
    for email in ("x@not-grandnancy.example", "y@sub.grandnancy.example"):
        member = a_newcomer(email)
        visitor.sign_in(member)
        choose(visitor, nancy)
        assert states_of(member) == ["asked"]


def test_moving_keeps_the_history(visitor: Visitor, nancy: Organization) -> None:
    before = OrganizationFactory(name="CC d’Avant")
    member, animator = a_recruiter(organization=before), an_animator("44")
    asked = a_request(nancy, member=member)
    assert member.organization == before, "until somebody admits her"
    assert member.is_recruiter
    with time_machine.travel(now() + timedelta(days=10)):
        actions.admit(asked, animator, now(), roles=[])
        db.session.commit()
        moved_on = today()
    db.session.expire_all()
    old, new = sorted(member.memberships, key=lambda found: found.id)
    assert (old.state, old.ended_on) == (MembershipState.ENDED, moved_on)
    assert (new.state, new.started_on) == (MembershipState.ADMITTED, moved_on)
    assert member.organization == nancy
    assert not member.is_recruiter, "recruiting was for the former one"
    visitor.sign_in(member)
    table = visitor.open("/moi").text("table")
    assert "CC d’Avant" in table
    assert "Terminée" in table


def test_coming_back_does_not_bring_the_roles_back(nancy: Organization) -> None:
    member, animator = a_recruiter(organization=nancy), an_animator()
    actions.admit(a_request(OrganizationFactory(), member=member), animator, now(), roles=[])
    actions.admit(a_request(nancy, member=member), animator, now(), roles=[])
    db.session.commit()
    assert member.organization == nancy
    assert not member.is_recruiter


def test_another_request_replaces_the_one_that_waits(visitor: Visitor, nancy: Organization) -> None:
    member = a_newcomer()
    a_request(OrganizationFactory(), member=member)
    visitor.sign_in(member)
    choose(visitor, nancy)
    assert states_of(member) == ["withdrawn", "asked"]


def test_a_request_can_be_withdrawn(visitor: Visitor, nancy: Organization) -> None:
    member = a_newcomer()
    a_request(nancy, member=member)
    visitor.sign_in(member)
    visitor.send(visitor.open("/moi"), form="form[action='/moi/structure/retrait']")
    assert states_of(member) == ["withdrawn"]
    token = visitor.open("/moi").first("[name=csrf_token]").attrib["value"]
    answer = visitor.client.post("/moi/structure/retrait", data={"csrf_token": token})
    assert answer.status_code == 404


def test_leaving_ends_the_attachment_and_its_roles(visitor: Visitor) -> None:
    member = a_recruiter()
    visitor.sign_in(member)
    visitor.send(visitor.open("/moi"), form="form[action='/moi/structure/depart']")
    assert states_of(member) == ["ended"]
    assert db.session.query(MemberRole).count() == 0
    assert "Rejoignez votre structure" in visitor.open("/moi").text()


def test_one_cannot_join_where_one_is(visitor: Visitor, nancy: Organization) -> None:
    visitor.sign_in(MemberFactory(organization=nancy))
    page = choose(visitor, nancy, status=422)
    assert "Vous y travaillez déjà." in page.text("#erreurs")
    assert page.select("input[name=organization][checked]")


@pytest.mark.parametrize("typed", ["", "0", "-1", "abc", "9" * 10_000, "²", "1 OR 1=1"])
def test_an_unknown_organization_is_refused(
    visitor: Visitor, nancy: Organization, typed: str
) -> None:
    member = a_newcomer()
    visitor.sign_in(member)
    page = visitor.open("/moi/structure?q=gra")
    form = "form[method=post][action='/moi/structure']"
    page = visitor.send(page, 422, form=form, organization=typed, job_title="Mon poste")
    assert "structure" in page.text("#erreurs")
    assert page.answers(page.form(form))["job_title"] == ["Mon poste"]
    assert page.answers(page.form(form))["q"] == ["gra"]
    assert states_of(member) == []


def test_only_recruiting_and_teaching_can_be_asked(visitor: Visitor, nancy: Organization) -> None:
    member = a_newcomer()
    visitor.sign_in(member)
    choose(visitor, nancy, 422, roles=["administrator"])
    assert states_of(member) == []


def test_a_role_can_be_asked_later(visitor: Visitor, nancy: Organization) -> None:
    member, animator = MemberFactory(organization=nancy), an_animator()
    visitor.sign_in(member)
    page = visitor.send(visitor.open("/moi"), form="form[action='/moi/roles']", roles=["trainer"])
    assert "Vous avez demandé : Formateur" in page.text()
    assert not page.select("form[action='/moi/roles']"), "one question at a time"
    assert len(letters_to(animator.email)) == 1


def test_the_search_for_a_structure_asks_little_of_the_database(
    visitor: Visitor, nancy: Organization
) -> None:
    visitor.sign_in(MemberFactory())
    for url in ("/moi/structure?q=gra", "/moi"):
        with counted() as statements:
            visitor.open(url)
        assert len(statements) <= 8, "\n".join(statements)
