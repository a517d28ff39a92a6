"""A director's page: only who consented, what rests on one person, what expires, the runs that mend it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from intranet.bookings.models import Approval, Registration, RegistrationState
from intranet.competencies import actions
from intranet.competencies.models import AssessmentKind
from intranet.competencies.queries import in_force
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.texts import day
from intranet.members.models import Member
from intranet.organizations.models import Organization
from tests.bookings.factories import registers
from tests.career.factories import says
from tests.competencies.factories import attests
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory, OrganizationFactory
from tests.sql import counted
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("edition")


@pytest.fixture
def organization() -> Organization:
    return OrganizationFactory()


def colleague(
    organization: Organization, name: str, *, consents: bool = True, **levels: int
) -> Member:
    member: Member = MemberFactory(organization=organization, name=name)
    if consents:
        actions.consent(member.id, organization.id, now())
        db.session.commit()
    return says(member, **levels)


def certified(member: Member, by: Member, code: str, level: int, expires_in: int | None) -> None:
    attests(
        member,
        code,
        level,
        by=by,
        kind=AssessmentKind.CERTIFICATE,
        at=now() - timedelta(days=10),
        expires_at=now() + timedelta(days=expires_in) if expires_in is not None else None,
    )


def a_seat_for(raises: dict[str, tuple[int, int]], days: int = 20, **given: Any) -> Any:
    more = {key: given.pop(key) for key in ("seats", "at") if key in given}
    return a_run(CourseFactory(raises=raises, price_cents=30_000, **given), days, **more)


def steps(page: Page) -> list[tuple[str, list[str]]]:
    return [
        (
            str(one.h3.get_text(strip=True)),
            [each.get_text(strip=True) for each in one.select("strong")],
        )
        for one in page.soup.select("ol.relief > li")
        if one.h3
    ]


def test_whoever_shows_nothing_reads_nothing(visitor: Visitor, organization: Organization) -> None:
    colleague(organization, "Inès Aubry", D11=4)
    visitor.sign_in(colleague(organization, "Camille", consents=False))
    page = visitor.open("/parcours/equipe")
    assert "Inès" not in page.html
    assert page.link("Partager mes niveaux") == "/moi/equipe"
    visitor.open("/parcours/equipe.csv", status=403)
    visitor.sign_in(MemberFactory())
    assert "Inès" not in visitor.open("/parcours/equipe").html


def test_what_nobody_holds_and_what_one_person_holds(
    visitor: Visitor, organization: Organization
) -> None:
    me = colleague(organization, "Camille", D11=3, D12=1, D21=3)
    colleague(organization, "Inès Aubry", D11=2, D21=4)
    colleague(organization, "Paul Muet", consents=False, D12=4)
    visitor.sign_in(me)
    page = visitor.open("/parcours/equipe")
    assert page.texts("section[aria-labelledby=etat-absent] li .chip-code") == ["D1.2"]
    assert page.texts("section[aria-labelledby=etat-fragile] li .chip-code") == ["D1.1"]
    assert page.texts("section[aria-labelledby=etat-fragile] li .line-note") == ["Camille"]
    assert "Paul" not in page.html
    assert "2 personnes avec leur accord, 1 collègue sans" in page.text().replace("\u00a0", " ")


def test_withdrawing_ones_consent_removes_at_once(
    visitor: Visitor, organization: Organization
) -> None:
    me = colleague(organization, "Camille", D11=3)
    other = colleague(organization, "Inès Aubry", D11=3)
    certified(other, me, "D1.1", 3, 100)
    visitor.sign_in(me)
    assert "Inès" in visitor.open("/parcours/equipe").html
    actions.withdraw_consent(other.id, now())
    db.session.commit()
    assert "Inès" not in visitor.open("/parcours/equipe").html
    assert "Inès" not in visitor.client.get("/parcours/equipe.csv").text


def test_what_expires_within_a_year_unless_as_high_lasts(
    visitor: Visitor, organization: Organization
) -> None:
    me = colleague(organization, "Camille", D11=3)
    other = colleague(organization, "Inès Aubry")
    certified(other, me, "D1.1", 3, 100)
    certified(other, me, "D1.2", 2, 100)
    certified(other, me, "D1.2", 3, None)
    certified(other, me, "D2.1", 3, 500)
    certified(me, other, "D2.1", 2, -1)
    page = visitor.sign_in(me).open("/parcours/equipe")
    assert page.texts("section[aria-labelledby=expirent] th[scope=row] .chip-code") == ["D1.1"]
    when = day(now() + timedelta(days=100))
    assert when.replace("\u00a0", " ") in page.text("section[aria-labelledby=expirent] tbody").replace("\u00a0", " ")  # fmt: skip


def test_the_fewest_runs_are_proposed_with_who_would_go_and_one_click_takes_the_seat(
    visitor: Visitor, organization: Organization
) -> None:
    me = colleague(organization, "Camille", D11=3, D12=1, D21=1)
    ines = colleague(organization, "Inès Aubry", D11=1, D12=2, D21=2)
    a_seat_for({"D1.1": (1, 3)}, title="Diagnostic seul")
    both = a_seat_for({"D1.2": (1, 3), "D2.1": (2, 3)}, 30, title="Veille et programmes")
    a_seat_for({"D1.2": (1, 3)}, 10, title="Veille seule")
    a_seat_for({"D2.1": (1, 2)}, 10, title="Trop court")
    page = visitor.sign_in(me).open("/parcours/equipe")
    assert steps(page) == [
        ("Veille et programmes", ["Inès Aubry"]),
        ("Diagnostic seul", ["Inès Aubry"]),
    ]
    assert "Environ 600 €" in page.text().replace("\u00a0", " ").replace("\u202f", " ")
    assert "pas la preuve" in page.text()

    visitor.send(page, form=f"ol.relief form[action$='/{both.bookable_id}']")
    taken = db.session.query(Registration).one()
    assert (taken.member_id, taken.requested_by_id) == (ines.id, me.id)
    assert taken.state is RegistrationState.CONFIRMED


def test_full_runs_are_left_out_and_approval_leads_to_the_form(
    visitor: Visitor, organization: Organization
) -> None:
    me = colleague(organization, "Camille", D12=1)
    colleague(organization, "Inès Aubry", D12=2)
    full = a_seat_for({"D1.2": (1, 3)}, title="Complète", seats=1)
    registers(full.bookable, MemberFactory())
    asked = a_seat_for({"D1.2": (2, 3)}, title="Avec accord")
    asked.bookable.approval = Approval.MANAGER
    db.session.commit()
    page = visitor.sign_in(me).open("/parcours/equipe")
    assert steps(page) == [("Avec accord", ["Inès Aubry"])]  # who has what it builds on
    assert page.link("Inscrire Inès Aubry") == f"/inscriptions/{asked.bookable_id}"


def test_only_what_nobody_holds_may_be_aimed_at_and_a_domain_chosen(
    visitor: Visitor, organization: Organization
) -> None:
    me = colleague(organization, "Camille", D11=3, D12=1, D21=1)
    a_seat_for({"D1.1": (0, 3)}, title="Pour un second")
    a_seat_for({"D2.1": (0, 3)}, title="Pour un premier")
    colleague(organization, "Inès Aubry")
    visitor.sign_in(me)
    titles = [title for title, _ in steps(visitor.open("/parcours/equipe"))]
    assert sorted(titles) == ["Pour un premier", "Pour un second"]
    assert [one for one, _ in steps(visitor.open("/parcours/equipe?viser=absentes"))] == [
        "Pour un premier"
    ]
    page = visitor.open("/parcours/equipe?domaine=D1&viser=inconnu")
    assert [one for one, _ in steps(page)] == ["Pour un second"]
    assert "Filtre ignoré" in page.text()


def test_the_same_is_carried_away_as_csv_and_xlsx(
    visitor: Visitor, organization: Organization
) -> None:
    me = colleague(organization, "Camille", D11=3)
    visitor.sign_in(me)
    text = visitor.client.get("/parcours/equipe.csv").text
    assert "Une seule personne" in text
    assert "Camille" in text
    sheet = load_workbook(io.BytesIO(visitor.client.get("/parcours/equipe.xlsx").data)).active
    assert sheet
    assert sheet.max_row == 1 + len(in_force().assessable)


def test_the_page_asks_the_same_whatever_the_team(
    visitor: Visitor, organization: Organization
) -> None:
    me = colleague(organization, "Camille", D11=3, D12=1)
    for number in range(2):
        a_seat_for({"D1.2": (0, 3)}, title=f"Session {number}")
    visitor.sign_in(me)
    asked = []
    for _ in range(2):
        with counted() as statements:
            visitor.open("/parcours/equipe")
        asked.append(len(statements))
        for number in range(5):
            colleague(organization, f"Collègue {number}", D11=2, D12=2)
            a_seat_for({"D1.1": (0, 3)}, title=f"Autre session {number}")
    assert asked[0] == asked[1] <= 12
