"""flask members add: an account from a terminal, or a clear French refusal."""

from __future__ import annotations

import pytest
from flask import Flask

from intranet.kit.clock import today
from intranet.kit.db import db
from intranet.members import passwords
from intranet.members.models import Member
from tests.factories import MemberFactory
from tests.letters import letters_to
from tests.members.factories import PASSWORD, last_link, signed_in
from tests.organizations.factories import entered
from tests.visitor import Visitor


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["members", "add", *words])
    return result.exit_code, result.output


def asked(
    email: str = "claire@exemple.fr", organization: str = "245400676", **more: str
) -> list[str]:
    given = {"name": "Claire Terminal", "organization": organization, "role": "recruiter"} | more
    return [email, *(word for key, value in given.items() for word in (f"--{key}", value))]


@pytest.fixture(autouse=True)
def nancy(clean_database: None) -> None:
    entered("Métropole du Grand Nancy", siren="245400676")


def test_it_prints_a_link_that_lets_one_choose_a_password(app: Flask, visitor: Visitor) -> None:
    code, said = run(app, *asked())
    assert code == 0, said
    member = db.session.scalars(db.select(Member)).one()
    assert (member.name, member.is_recruiter, member.is_admitted) == ("Claire Terminal", True, True)
    link = said.strip().splitlines()[-1].removeprefix("http://localhost")
    visitor.send(visitor.open(link), password="canard vert bouteille 9")
    visitor.open(link, status=410)


@pytest.mark.parametrize(
    ("role", "held"),
    [
        ("developer", []), ("member", []), ("Développeur", []), ("trainer", ["trainer"]),
        ("formateur", ["trainer"]), ("animator", ["animator"]),
        ("administrateur", ["administrator"]),
    ],
)  # fmt: skip
def test_roles_have_english_and_french_names(app: Flask, role: str, held: list[str]) -> None:
    assert run(app, *asked(role=role))[0] == 0
    assert [one.role.value for one in db.session.scalars(db.select(Member)).one().roles] == held


def test_an_animator_may_have_a_region(app: Flask) -> None:
    assert run(app, *asked(role="animator", region="44"))[0] == 0
    assert db.session.scalars(db.select(Member)).one().animated_regions == {"44"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (asked(email="pas une adresse"), "n’est pas une adresse électronique"),
        (asked(organization="999999999"), "Aucune structure"),
        (asked(organization="inconnue"), "Aucune structure"),
        (asked(organization="cc-d-avant"), "CC d’avant a fermé"),
        (asked(role="sorcier"), "Le rôle « sorcier » n’existe pas. Rôles : developer, recruiter"),
        (asked(name="  "), "--name est vide"),
        (asked(region="44"), "--region attend"),
        (asked(role="animator", region="ZZ"), "--region attend"),
        (asked(email="deja@exemple.fr"), "Un compte existe déjà"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    app: Flask, words: list[str], sentence: str
) -> None:
    MemberFactory(email="deja@exemple.fr")
    entered("CC d’avant", slug="cc-d-avant", closed_on=today())
    code, said = run(app, *words)
    assert code == 1
    assert sentence in said.replace("\xa0", " ")
    assert db.session.query(Member).count() == 1


def moved(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["members", "change-address", *words])
    return result.exit_code, result.output


def test_an_account_is_given_another_address_and_all_that_is_theirs_follows(
    app: Flask, visitor: Visitor
) -> None:
    member = MemberFactory(email="avant@agglo.fr", password_hash=passwords.kept(PASSWORD))
    visitor.send(visitor.open("/mot-de-passe"), email="avant@agglo.fr")
    link = last_link("avant@agglo.fr")
    visitor.sign_in(member)
    code, said = moved(app, "AVANT@agglo.fr", "Apres@metropole.fr")
    assert code == 0, said
    assert visitor.open("/moi").texts("h1") == ["Se connecter"]
    visitor.open(link, status=410)
    assert [one.subject for one in letters_to("apres@metropole.fr")][-1] == (
        "Votre compte a une nouvelle adresse"
    )
    assert not letters_to("avant@agglo.fr"), "nothing of theirs is left under the old one"
    signed_in(visitor, "apres@metropole.fr")
    assert "Adresse électronique : changée" in visitor.open("/moi/activite").text()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("avant@agglo.fr", "pas une adresse"), "n’est pas une adresse"),
        (("personne@agglo.fr", "apres@metropole.fr"), "Aucun compte"),
        (("avant@agglo.fr", "prise@metropole.fr"), "existe déjà"),
    ],
)
def test_an_address_that_cannot_be_given_is_refused_and_nothing_moves(
    app: Flask, words: tuple[str, str], sentence: str
) -> None:
    MemberFactory(email="avant@agglo.fr")
    MemberFactory(email="prise@metropole.fr")
    code, said = moved(app, *words)
    assert (code, sentence in said) == (1, True)
    addresses = set(db.session.scalars(db.select(Member.email)))
    assert addresses == {"avant@agglo.fr", "prise@metropole.fr"}
