"""Organizations entered and kept up by the animators of their region."""

from __future__ import annotations

from typing import Any

import pytest

from intranet.kit.db import db
from intranet.organizations.forms import is_siren
from intranet.organizations.models import EmailDomain, Kind, Organization
from tests.factories import MemberFactory, a_recruiter, an_administrator, an_animator
from tests.organizations.factories import entered
from tests.visitor import Page, Visitor

RELAY = {"name": "Relais des Vallons", "kind": "association", "commune": "Nancy (54)"}


def fill(visitor: Visitor, status: int = 200, **answers: Any) -> Page:
    return visitor.send(visitor.open("/annuaire/nouvelle"), status, **(RELAY | answers))


def test_an_animator_enters_what_the_register_lacks(visitor: Visitor) -> None:
    visitor.sign_in(an_animator("44"))
    page = fill(
        visitor, acronym="RDV", siren="245 400 676", website="https://relais.example",
        about="Elle **accompagne**.", email_domains="Relais.example\nvallons.example",
    )  # fmt: skip
    assert page.url == "/annuaire/relais-des-vallons"
    found = db.session.scalars(db.select(Organization)).all()[-1]
    assert (found.kind, found.region_code, found.department_code) == (Kind.ASSOCIATION, "44", "54")
    assert (found.siren, found.municipality_code) == ("245400676", "54395")
    assert sorted(one.domain for one in found.domains) == ["relais.example", "vallons.example"]
    assert visitor.open("/annuaire?q=rdv").texts(".row h3") == ["Relais des Vallons"]


def test_two_of_one_name_have_two_addresses(visitor: Visitor) -> None:
    visitor.sign_in(an_administrator())
    fill(visitor)
    assert fill(visitor).url == "/annuaire/relais-des-vallons-2"
    assert fill(visitor, name="Nouvelle").url == "/annuaire/nouvelle-2"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"name": ""}, "Écrivez le nom"),
        ({"name": "x" * 10_000}, "Écrivez le nom"),
        ({"kind": ""}, "Choisissez la nature"),
        ({"kind": "sorciers"}, "Nature"),
        ({"siren": "123"}, "neuf chiffres"),
        ({"siren": "245400677"}, "neuf chiffres"),
        ({"siren": "552100554"}, "C’est le SIREN d’une structure de l’annuaire"),
        ({"commune": "Nulle-Part"}, "Commune introuvable"),
        ({"commune": "Rennes"}, "Vous n’animez pas cette région"),
        ({"website": "javascript:alert(1)"}, "Donnez une adresse complète"),
        ({"email_domains": "pas un domaine"}, "n’est pas un domaine"),
        ({"email_domains": "gmail.com"}, "Tout le monde peut avoir une adresse"),
        ({"email_domains": "pris.example"}, "déjà celui d’une autre structure"),
        ({"about": "x" * 10_000}, "signes au plus"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    visitor: Visitor, answers: dict[str, str], sentence: str
) -> None:
    entered("Déjà là", siren="552100554", domains=("pris.example",))
    visitor.sign_in(an_animator("44"))
    before = db.session.query(Organization).count()
    page = fill(visitor, 422, **answers)
    assert sentence in page.text("#erreurs")
    assert page.answers(page.form())["name"] == [(RELAY | answers)["name"]]
    assert db.session.query(Organization).count() == before


def test_a_page_is_kept_up(visitor: Visitor) -> None:
    organization = entered("Relais des Vallons", domains=("vieux.example",))
    visitor.sign_in(an_animator("44"))
    page = visitor.open(organization.address)
    page = visitor.open(page.link("Modifier cette page"))
    assert page.answers(page.form())["email_domains"] == ["vieux.example"]
    page = visitor.send(page, name="Relais des Monts", email_domains="neuf.example")
    assert page.texts("h1") == ["Relais des Monts"]
    assert list(db.session.scalars(db.select(EmailDomain.domain))) == ["neuf.example"]
    assert visitor.open("/annuaire?q=monts").texts(".row h3") == ["Relais des Monts"]
    assert visitor.open("/annuaire?q=vallons").texts(".row h3") == []
    page = visitor.send(visitor.open(f"{organization.address}/modifier"), 422, name="")
    assert page.texts("h1") == ["Modifier Relais des Monts"]


def test_a_commune_taken_away_leaves_nothing_of_it_behind(visitor: Visitor) -> None:
    visitor.sign_in(an_administrator())
    page = fill(visitor)
    page = visitor.send(visitor.open(f"{page.url}/modifier"), commune="", region_code="53")
    assert "Bretagne" in page.text()
    assert "Nancy" not in page.text(".item-side")
    assert "Meurthe-et-Moselle" not in page.text()
    named = Organization.name == RELAY["name"]
    found = db.session.execute(
        db.select(Organization.latitude, Organization.department_code).where(named)
    )
    assert found.one() == (None, None)


def test_two_who_write_at_once_do_not_overwrite_one_another(visitor: Visitor) -> None:
    organization = entered("Relais des Vallons")
    visitor.sign_in(an_administrator())
    first, second = (visitor.open(f"{organization.address}/modifier") for _ in range(2))
    visitor.send(first, about="Elle accompagne les jeunes pousses.")
    late = visitor.send(second, 409, about="Elle a un nouveau siège.")
    assert "pendant que vous écriviez" in late.text()
    assert late.answers(late.form())["about"] == ["Elle a un nouveau siège."]
    page = visitor.open(organization.address)
    assert "jeunes pousses" in page.text()
    assert "nouveau siège" in visitor.send(late, about="Jeunes pousses, nouveau siège.").text()


def test_what_the_register_places_without_a_commune_stays_there_until_it_moves(
    visitor: Visitor,
) -> None:
    organization = entered("CC des Vallons", department_code="54", latitude=48.7, longitude=6.2)
    visitor.sign_in(an_administrator())
    edited = f"{organization.address}/modifier"
    assert "Meurthe-et-Moselle" in visitor.send(visitor.open(edited), acronym="CCV").text()
    page = visitor.send(visitor.open(edited), region_code="53")
    assert "Bretagne" in page.text()
    assert "Meurthe-et-Moselle" not in page.text()


def test_domains_are_read_however_they_are_parted(visitor: Visitor) -> None:
    visitor.sign_in(an_animator("44"))
    fill(visitor, email_domains="a.example, b.example,\n")
    assert set(db.session.scalars(db.select(EmailDomain.domain))) == {"a.example", "b.example"}


def test_only_the_animators_of_the_region_and_administrators_may(visitor: Visitor) -> None:
    organization = entered("Relais des Vallons")
    for who in (MemberFactory(), a_recruiter(), an_animator("53")):
        visitor.sign_in(who)
        visitor.open(f"{organization.address}/modifier", status=403)
        assert "Modifier cette page" not in visitor.open(organization.address).text()
    visitor.open("/annuaire/nouvelle")
    visitor.sign_in(MemberFactory())
    visitor.open("/annuaire/nouvelle", status=403)
    visitor.sign_in(an_administrator())
    visitor.open(f"{organization.address}/modifier")


@pytest.mark.no_database
def test_a_siren_checks_itself() -> None:
    assert is_siren("552100554")
    assert not any(
        is_siren(text) for text in ("552100555", "", "55210055", "²²²²²²²²²", "abcdefghi")
    )
