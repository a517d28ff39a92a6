"""The crossroads of an item: who asks for it, where it is taught, what shows it, who holds it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.competencies.models import Edition
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.practices.models import Evidence
from tests.bookings.proofs import assessed, seated
from tests.competencies.factories import says
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory, OrganizationFactory, a_trainer
from tests.openings.factories import OpeningFactory, asking
from tests.practices.factories import a_published
from tests.sql import counted
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("edition")

PAGE = "/parcours/carrefour/D1.1"


def face(page: Page, board: str) -> str:
    return page.text(f".faces [data-board={board}]").replace("\u00a0", " ")


def asks_in(town: str, level: int = 3, **given: object) -> None:
    OpeningFactory(municipality_code=town, requirement_set=asking(("D1.1", level)), **given)


def people(town: str, region: str, *levels: int) -> None:
    organization = OrganizationFactory(region_code=region, department_code=town)
    for level in levels:
        says(MemberFactory(organization=organization), "D1.1", level)


def test_the_page_of_an_item_fetches_its_four_faces_apart(visitor: Visitor) -> None:
    asks_in("54395")
    a_run(CourseFactory(raises={"D1.1": (1, 3)}), 5, at="97411")

    shown = visitor.open("/referentiel/D1.1").soup.select_one("#faces")
    assert shown["hx-get"] == PAGE
    assert shown.select_one("a")["href"] == PAGE  # without JavaScript, the whole page

    part = visitor.open(PAGE, into="faces")
    assert face(part, "openings") == "Demandée par 1 offre 1 en douze mois"
    assert face(part, "courses").startswith("Enseignée par 1 formation prochaine session dans 5")
    assert face(part, "practices") == "Montrée par 0 fiche à écrire"


def test_openings_are_counted_by_region_and_by_the_month_they_went_online(
    visitor: Visitor,
) -> None:
    asks_in("54395")
    asks_in("35238", closed=True, publish_at=now() - timedelta(days=70))
    asks_in("35238", closed=True, publish_at=now() - timedelta(days=500))
    asks_in("35238", draft=True)
    OpeningFactory(requirement_set=asking(("D1.2", 3)))

    page = visitor.open(PAGE)

    assert face(page, "openings") == "Demandée par 1 offre 2 en douze mois"
    [months, regions] = page.soup.select(".face-charts .bars")
    assert len(months.select("tbody tr")) == 12
    assert sum(int(cell.get_text()) for cell in months.select(".bar-figure")) == 2
    assert [cell.get_text(strip=True) for cell in regions.select("tbody th")] == ["Grand Est"]
    assert regions.a["href"] == "/offres?competence=D1.1&region=44"


def test_the_next_runs_say_their_seats_and_the_gain_that_was_measured(visitor: Visitor) -> None:
    trainer = a_trainer(organization=OrganizationFactory(provider=True))
    course = CourseFactory(provider=trainer.organization, raises={"D1.1": (1, 3)})
    held = a_run(course, -30)
    for _ in range(5):
        assessed(seated(held, MemberFactory()), {"D1.1": 3}, trainer, level_before=1)
    a_run(course, 30, seats=8)

    page = visitor.open(PAGE)

    [line] = page.texts("[aria-labelledby=enseignee] tbody tr")
    line = line.replace("\u00a0", " ")
    assert course.title in line
    assert "8 places" in line
    assert "+2 niveaux (médiane)" in line


def test_sheets_come_in_the_order_of_their_evidence(visitor: Visitor, edition: Edition) -> None:
    weak, strong = a_published(edition, title="Déclarée"), a_published(edition, title="Reproduite")
    weak.evidence, strong.evidence = Evidence.DECLARED.value, Evidence.REPRODUCED.value
    db.session.commit()

    page = visitor.open(PAGE)

    assert page.texts("[aria-labelledby=montree] li a") == ["Reproduite", "Déclarée"]
    assert page.texts("[aria-labelledby=montree] .badge") == ["Reproduite", "Déclarée"]


def test_who_hold_it_is_told_to_the_network_alone_and_never_under_five(visitor: Visitor) -> None:
    people("54", "44", *[3] * 6, *[4] * 2, *[1] * 5)

    assert "Connectez-vous" in face(visitor.open(PAGE), "referential")
    assert "Tenue" not in visitor.open(PAGE).texts("h2")

    page = visitor.sign_in(MemberFactory()).open(PAGE)

    assert "8 personnes au niveau 3 ou plus, sur 13" in face(page, "referential")
    held = page.soup.select_one("[aria-labelledby=tenue] .bars")
    told = {
        row.th.get_text(): row.select_one(".bar-figure").get_text()
        for row in held.select("tbody tr")
    }
    assert told == {"Niveau 0": "0", "Niveau 1": "5", "Niveau 2": "0", "Niveaux 3 à 4": "8"}


def test_what_may_not_be_told_of_the_network_is_not_told_by_level_either(visitor: Visitor) -> None:
    people("54", "44", *[3] * 6, *[1] * 3)

    page = visitor.sign_in(MemberFactory()).open(PAGE)

    assert "non publié" in face(page, "referential")
    assert not page.select("[aria-labelledby=tenue] .bars")


def test_where_it_lacks_is_told_with_the_tension_and_what_seats_will_answer(
    visitor: Visitor,
) -> None:
    for _ in range(9):
        asks_in("54395")
    asks_in("54395", level=2)  # a level that others than those who hold it reach
    for _ in range(2):
        asks_in("35238")
    people("54", "44", *[3] * 5)
    people("35", "53", *[3] * 2, *[1] * 5)
    people("76", "28", *[3] * 3, *[1] * 5)
    a_run(CourseFactory(raises={"D1.1": (1, 3)}), 20, seats=1)
    a_run(CourseFactory(raises={"D1.1": (1, 2)}), 20, seats=50)

    page = visitor.sign_in(MemberFactory()).open(PAGE)

    rows = [
        [cell.get_text(strip=True).replace("\u00a0", " ") for cell in row.select("th, td")]
        for row in page.soup.select("[aria-labelledby=manque] tbody tr")
    ]
    assert rows == [
        ["Grand Est", "9", "5", "1", "64 %", "3"],
        ["Bretagne", "2", "non publié", "0", "–", "au plus 2"],
    ]


def test_a_domain_has_no_crossroads(visitor: Visitor) -> None:
    visitor.open("/parcours/carrefour/D1", status=404)
    visitor.open("/parcours/carrefour/ZZ", status=404)
    assert not visitor.open("/referentiel/D1").select("#faces")


def test_it_asks_as_much_of_the_database_whatever_there_is(
    visitor: Visitor, edition: Edition
) -> None:
    visitor.sign_in(MemberFactory())
    for _ in range(4):
        asks_in("54395")
        a_run(CourseFactory(raises={"D1.1": (1, 3)}), 5)
        a_published(edition)
    people("54", "44", *[3] * 6)
    visitor.open(PAGE)
    with counted() as statements:
        visitor.open(PAGE)
    assert len(statements) <= 14, statements
