"""The bridge between statuses: which way suits me, what to prepare, by which text, verified by whom."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import func, select

from intranet.content import statuses as content
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.actions import close_account
from intranet.members.models import Member
from intranet.openings import policy, queries
from intranet.openings.models import (
    Category,
    OwnStatus,
    Route,
    RouteSheet,
    RouteSheetVersion,
    Status,
)
from tests.factories import MemberFactory, an_animator
from tests.openings.factories import OpeningFactory
from tests.sql import counted
from tests.visitor import Visitor


@pytest.fixture
def sheets(clean_database: None) -> None:
    content.load()
    db.session.commit()


def being(status: Status, category: Category | None = None) -> Member:
    """A member who has said their status."""
    member: Member = MemberFactory()
    db.session.add(OwnStatus(member_id=member.id, status=status, category=category))
    db.session.commit()
    return member


def suiting(visitor: Visitor, path: str) -> dict[str, str]:
    page = visitor.open(f"{path}/passerelle")
    return {
        line.rpartition(" ")[0] if " " not in line else line.split(" Vous ")[0].split(" Ne ")[0]: (
            "yes" if "Vous convient" in line else "no"
        )
        for line in page.texts(".way > summary")
    }


def test_every_status_by_every_way_has_its_sheet_with_a_source_and_none_claims_to_be_verified(
    sheets: None,
) -> None:
    found = db.session.scalars(select(RouteSheet)).all()
    assert {(sheet.status, sheet.route) for sheet in found} == set(product(Status, Route))
    for sheet in found:
        assert sheet.summary and sheet.conditions and sheet.sources, (sheet.status, sheet.route)
        assert not sheet.is_verified
        assert sheet.documents or not sheet.is_possible, (sheet.status, sheet.route)


def test_the_sheets_are_loaded_once_and_what_animators_wrote_stays(sheets: None) -> None:
    sheet = queries.statuses.sheet(Status.PRIVATE, Route.PUBLIC_CONTRACT)
    assert sheet
    sheet.summary = "Réécrite"
    db.session.commit()
    content.load()
    db.session.commit()
    assert sheet.summary == "Réécrite"
    assert db.session.scalar(select(func.count(RouteSheetVersion.id))) == 42


def test_the_bridge_is_read_by_anyone_as_one_table(visitor: Visitor, sheets: None) -> None:
    page = visitor.open("/offres/passerelles")
    assert len(page.select("tbody tr")) == 6
    assert len(page.select("tbody td")) == 42
    assert "À faire valider par votre RH" in page.text()

    status = visitor.open(page.link("Agent de chambre consulaire"))
    assert len(status.texts("h2")) == 7
    assert "loi n° 52-1311" in status.text().replace("\u00a0", " ").replace("Loi", "loi")
    assert "À vérifier" in status.text()


def test_a_member_says_their_status_once_and_each_opening_says_which_way_suits(
    visitor: Visitor, sheets: None, edition: object
) -> None:
    opening = OpeningFactory(routes=(Route.TRANSFER, Route.PUBLIC_CONTRACT), category=Category.A)
    member = MemberFactory()
    visitor.sign_in(member)
    page = visitor.open(f"{opening.address}/passerelle")
    back = visitor.send(page, from_status="private")

    assert back.url == opening.address
    assert suiting(visitor, opening.address) == {"Contrat de droit public": "yes", "Mutation": "no"}
    page = visitor.open(f"{opening.address}/passerelle")
    assert page.texts(".way > summary")[0].startswith("Contrat de droit public")
    assert "Certificats de travail" in page.text()
    assert "décret n° 2019-1414" in page.text().replace("\u00a0", " ").replace("Décret", "décret")

    visitor.sign_in(MemberFactory())
    assert "Vous êtes" not in visitor.open(f"{opening.address}/passerelle").text()


def test_a_category_that_differs_closes_transfer_and_detachment_not_secondment(
    visitor: Visitor, sheets: None, edition: object
) -> None:
    routes = (Route.TRANSFER, Route.DETACHMENT, Route.SECONDMENT)
    opening = OpeningFactory(routes=routes, category=Category.A)
    visitor.sign_in(being(Status.CIVIL_SERVANT, Category.B))
    assert suiting(visitor, opening.address) == {
        "Mise à disposition": "yes",
        "Mutation": "no",
        "Détachement": "no",
    }
    assert "Ce poste est en catégorie A" in visitor.open(f"{opening.address}/passerelle").text()


@pytest.mark.parametrize("mine", [*Category, None])
@pytest.mark.parametrize("asked", [*Category, None])
@pytest.mark.no_database
def test_a_plus_is_a_part_of_category_a(mine: Category | None, asked: Category | None) -> None:
    own = OwnStatus(member_id=1, status=Status.CIVIL_SERVANT, category=mine)
    told = policy.statuses.obstacle(Route.DETACHMENT, asked, own)
    same = mine is None or asked is None or {mine, asked} <= {Category.A, Category.A_PLUS}
    assert bool(told) == (not same and mine != asked)


def test_only_a_civil_servant_keeps_a_category(visitor: Visitor, sheets: None) -> None:
    member = MemberFactory()
    visitor.sign_in(member)
    page = visitor.open("/offres/passerelles")
    visitor.send(page, from_status="chamber", category="A")
    own = queries.statuses.own(member)
    assert own and (own.status, own.category) == (Status.CHAMBER, None)
    visitor.send(visitor.open("/offres/passerelles"), from_status="civil_servant", category="B")
    db.session.expire_all()
    assert (own.status, own.category) == (Status.CIVIL_SERVANT, Category.B)


def test_the_page_of_an_opening_fetches_the_ways_apart_and_they_fit_their_place(
    visitor: Visitor, sheets: None, edition: object
) -> None:
    opening = OpeningFactory()
    page = visitor.open(opening.address)
    place = page.soup.select_one("#ways")
    assert place and place["hx-get"] == f"{opening.address}/passerelle"
    assert page.link("Voir la voie qui me convient") == f"{opening.address}/passerelle"
    page.swap("#ways", visitor.open(f"{opening.address}/passerelle", into="ways"))
    page.check()


def test_an_animator_verifies_a_sheet_and_what_it_said_before_is_kept(
    visitor: Visitor, sheets: None
) -> None:
    animator = an_animator()
    visitor.sign_in(animator)
    page = visitor.open("/animer/passerelles")
    assert "42 fiches à vérifier" in page.text().replace("\u00a0", " ")
    form = visitor.open("/animer/passerelles/salarie/contrat-public")
    review = today() + timedelta(days=100)

    page = visitor.send(
        form,
        summary="Contrat de trois ans, vérifié",
        is_verified="y",
        review_on=review.isoformat(),
        note="Relu avec le centre de gestion",
    )

    assert "41 fiches à vérifier" in page.text().replace("\u00a0", " ")
    sheet = queries.statuses.sheet(Status.PRIVATE, Route.PUBLIC_CONTRACT)
    assert sheet and (sheet.is_verified, sheet.checked_on, sheet.version) == (True, today(), 2)
    history = visitor.open("/animer/passerelles/salarie/contrat-public").texts("details")
    assert [line.split(",")[0] for line in history[-2:]] == ["Version 2", "Version 1"]
    assert "Contrat de trois ans au plus, renouvelable" in history[-1]
    assert "Relu avec le centre de gestion" in history[-2]
    assert "Vérifiée par un animateur" in visitor.open("/offres/passerelles/salarie").text()


def test_of_two_animators_who_write_the_second_keeps_their_text_and_is_told(
    visitor: Visitor, sheets: None
) -> None:
    visitor.sign_in(an_animator())
    stale = visitor.open("/animer/passerelles/salarie/contrat-public")
    fresh = visitor.open("/animer/passerelles/salarie/contrat-public")
    later = (today() + timedelta(days=90)).isoformat()  # the one of the content comes some day
    visitor.send(fresh, summary="Première", review_on=later)
    page = visitor.send(stale, 409, summary="Seconde", review_on=later)
    assert "Déjà modifiée" in page.text()
    field = page.soup.select_one("[name=summary]")
    assert field and field["value"] == "Seconde"
    sheet = queries.statuses.sheet(Status.PRIVATE, Route.PUBLIC_CONTRACT)
    assert sheet and sheet.summary == "Première"
    visitor.send(page, summary="Seconde")
    db.session.expire_all()
    assert sheet.summary == "Seconde"


def test_to_be_verified_a_sheet_cites_a_text(visitor: Visitor, sheets: None) -> None:
    visitor.sign_in(an_animator())
    form = visitor.open("/animer/passerelles/salarie/contrat-public")
    emptied = {name: "" for name in form.answers(form.form()) if name.startswith("sources-")}
    page = visitor.send(form, 422, is_verified="y", **emptied)
    assert "Citez au moins un texte" in page.text()
    address = "https://www.legifrance.gouv.fr/codes/"
    page = visitor.send(form, 422, **(emptied | {"sources-0-url": address}))
    assert "Nommez le texte" in page.text("#erreurs")
    assert page.answers(page.form())["sources-0-url"] == [address]


def test_regional_animators_read_the_sheets_and_do_not_write_them(
    visitor: Visitor, sheets: None
) -> None:
    visitor.sign_in(an_animator("44"))
    visitor.open("/animer/passerelles", status=403)
    visitor.open("/offres/passerelles/salarie")


@pytest.mark.parametrize("path", ["/offres/passerelles/x", "/animer/passerelles/salarie/x"])
def test_what_is_no_status_and_no_way_is_not_found(
    visitor: Visitor, sheets: None, path: str
) -> None:
    visitor.sign_in(an_animator())
    visitor.open(path, status=404)


def test_the_bridge_costs_few_statements(visitor: Visitor, sheets: None, edition: object) -> None:
    opening = OpeningFactory()
    visitor.sign_in(being(Status.PRIVATE))
    for path in (
        "/offres/passerelles",
        "/offres/passerelles/salarie",
        f"{opening.address}/passerelle",
    ):
        visitor.open(path)
        with counted() as statements:
            visitor.open(path)
        assert len(statements) <= 8, (path, statements)


def test_the_status_goes_with_the_account() -> None:
    kept, gone = being(Status.PRIVATE), being(Status.CHAMBER)
    close_account(gone, now())
    db.session.commit()
    assert queries.statuses.own(kept)
    assert db.session.query(OwnStatus).count() == 1
