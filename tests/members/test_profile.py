"""« Mon profil »: what one changes, one's sessions, and closing it all."""

from __future__ import annotations

import pytest

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members import actions, passwords
from intranet.members.models import Member, MemberRole, MembershipState, Role, SignIn, SingleUseLink
from tests.factories import MemberFactory, OrganizationFactory, a_recruiter, an_administrator
from tests.letters import letters_to
from tests.members.factories import PASSWORD, a_newcomer, a_request, signed_in
from tests.visitor import Visitor


def a_member_with_a_password(**given: object) -> Member:
    return MemberFactory(email="deja@exemple.fr", password_hash=passwords.kept(PASSWORD), **given)


def another_browser(visitor: Visitor, member: Member) -> Visitor:
    return Visitor(visitor.client.application.test_client()).sign_in(member)


def test_the_profile_is_changed_in_one_form(visitor: Visitor) -> None:
    member = MemberFactory()
    visitor.sign_in(member)
    page = visitor.send(
        visitor.open("/moi/profil"),
        name="Claude  Nouvelle", about="Je connais la filière **bois**.",
        job_title="Directrice", can_be_asked="y",
    )  # fmt: skip
    assert "Claude Nouvelle" in page.text()
    db.session.refresh(member)
    assert (member.name, member.can_be_asked) == ("Claude Nouvelle", True)
    assert member.membership.job_title == "Directrice"
    assert page.select(".prose strong")


def test_what_one_does_is_asked_of_whoever_works_somewhere_or_asks_to(visitor: Visitor) -> None:
    """Typed by somebody of nowhere, it would be lost."""
    newcomer = a_newcomer()
    visitor.sign_in(newcomer)
    assert not visitor.open("/moi/profil").select("[name=job_title]")
    visitor.send(visitor.open("/moi/profil"), about="Je connais la filière bois.")
    asked = a_request(OrganizationFactory(), member=newcomer)
    visitor.send(visitor.open("/moi/profil"), job_title="Directrice")
    db.session.refresh(asked)
    assert asked.job_title == "Directrice"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Écrivez votre prénom et votre nom."),
        ("name", "x" * 10_000, "Entre 2 et 80 signes."),
        ("about", "x" * 10_000, "1 000 signes au plus"),
        ("job_title", "x" * 121, "120 signes au plus"),
    ],
)
def test_a_wrong_profile_is_refused_and_kept_on_the_page(
    visitor: Visitor, field: str, typed: str, sentence: str
) -> None:
    member = MemberFactory(name="Camille Avant")
    visitor.sign_in(member)
    answers = {"name": "Autre Nom", field: typed}
    page = visitor.send(visitor.open("/moi/profil"), 422, **answers)
    said = page.text("#erreurs").replace("\u202f", " ").replace("\xa0", " ")
    assert sentence in said
    assert page.answers(page.form())[field] == [typed]
    db.session.refresh(member)
    assert member.name == "Camille Avant"


def test_changing_the_password_closes_the_other_sessions(visitor: Visitor) -> None:
    member = a_member_with_a_password()
    visitor.sign_in(member)
    other = another_browser(visitor, member)
    page = visitor.send(
        visitor.open("/moi/mot-de-passe"), current=PASSWORD, password="canard vert bouteille 9"
    )
    assert "Votre mot de passe est changé" in page.text("#messages")
    assert other.open("/moi").texts("h1") == ["Se connecter"]
    assert letters_to(member.email)[-1].subject == "Votre mot de passe a changé"
    signed_in(other, "deja@exemple.fr", "canard vert bouteille 9")


def test_the_current_password_is_asked(visitor: Visitor) -> None:
    visitor.sign_in(a_member_with_a_password())
    page = visitor.send(
        visitor.open("/moi/mot-de-passe"), 422, current="autre", password="canard vert bouteille 9"
    )
    assert "Ce n’est pas votre mot de passe actuel." in page.text("#erreurs")
    page = visitor.send(visitor.open("/moi/mot-de-passe"), 422, current=PASSWORD, password="court")
    assert "au moins 12 caractères" in page.text("#erreurs")


def test_other_sessions_are_shown_and_closed(visitor: Visitor) -> None:
    member = MemberFactory()
    visitor.sign_in(member)
    other = another_browser(visitor, member)
    actions.open_session(
        member,
        now(),
        browser="Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
    )
    db.session.commit()
    page = visitor.open("/moi/sessions")
    assert "Firefox sur Windows" in page.text()
    assert len(page.texts(".badge")) == 1
    visitor.send(page, form="form[action='/moi/sessions/fermeture']")
    assert other.open("/moi").texts("h1") == ["Se connecter"]
    assert visitor.open("/moi").texts("h1") == ["Mon profil"]
    assert db.session.query(SignIn).count() == 1


def test_closing_an_account_leaves_nothing_personal(visitor: Visitor, edition: object) -> None:
    member = a_recruiter(
        email="deja@exemple.fr", name="Camille Partante", about="Tout sur moi",
        password_hash=passwords.kept(PASSWORD),
    )  # fmt: skip
    stranger = Visitor(visitor.client.application.test_client())
    stranger.send(stranger.open("/mot-de-passe"), email="deja@exemple.fr")
    organization = member.organization
    visitor.sign_in(member)
    page = visitor.open("/moi/fermeture")
    visitor.send(page, current=PASSWORD, sure="y")
    db.session.refresh(member)
    assert (member.name, member.about, member.password_hash) == ("Compte fermé", "", None)
    assert "exemple.fr" not in member.email
    assert member.closed_at
    assert member.memberships[0].state is MembershipState.ENDED
    assert member.memberships[0].job_title == ""
    for row in (MemberRole, SignIn, SingleUseLink, Letter):
        assert db.session.query(row).count() == 0, row
    assert visitor.open("/moi").texts("h1") == ["Se connecter"]
    signed_in(visitor, "deja@exemple.fr", status=422)
    assert organization
    assert "Camille" not in visitor.open(organization.address).text()


def test_a_closed_address_may_open_another_account(visitor: Visitor) -> None:
    actions.close_account(a_member_with_a_password(), now())
    db.session.commit()
    from tests.members.factories import last_link, signed_up

    signed_up(visitor, email="deja@exemple.fr")
    page = visitor.send(visitor.open(last_link("deja@exemple.fr")), password=PASSWORD)
    assert page.texts("h1") == ["Choisir votre structure"]


def test_closing_asks_for_the_password_and_a_tick(visitor: Visitor) -> None:
    member = a_member_with_a_password()
    visitor.sign_in(member)
    page = visitor.send(visitor.open("/moi/fermeture"), 422, current="pas le bon")
    assert len(page.select("#erreurs li")) == 2
    db.session.refresh(member)
    assert member.closed_at is None


def test_the_last_administrator_stays(visitor: Visitor, edition: object) -> None:
    admin = an_administrator(password_hash=passwords.kept(PASSWORD))
    visitor.sign_in(admin)
    page = visitor.send(visitor.open("/moi/fermeture"), 422, current=PASSWORD, sure="y")
    assert "dernier administrateur" in page.text("#erreurs")
    an_administrator()
    visitor.send(visitor.open("/moi/fermeture"), current=PASSWORD, sure="y")
    db.session.refresh(admin)
    assert admin.closed_at


def test_names_are_for_members_only(visitor: Visitor) -> None:
    organization = OrganizationFactory()
    person = MemberFactory(
        organization=organization,
        name="Dominique Discrète",
        can_be_asked=True,
        roles={Role.TRAINER},
    )
    MemberFactory(organization=organization, name="Réservée Personne", email="non@exemple.fr")
    page = visitor.open(organization.address)
    assert "Dominique" not in page.html
    assert "2 personnes de cette structure" in page.text().replace("\xa0", " ")
    assert page.link("Se connecter")
    visitor.sign_in(MemberFactory())
    page = visitor.open(organization.address)
    assert "Dominique Discrète" in page.text("#personnes")
    assert "Formateur" in page.text("#personnes")
    assert page.link(person.email) == f"mailto:{person.email}"
    assert "non@exemple.fr" not in page.html, "she did not agree to be asked"
