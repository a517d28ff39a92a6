"""What courses show on the pages of the referential and of organizations."""

from __future__ import annotations

import pytest
import time_machine

from intranet.kit.db import db
from tests.courses.factories import CourseFactory, a_run
from tests.factories import OrganizationFactory
from tests.sql import counted
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


def test_an_item_shows_the_courses_that_raise_it_the_soonest_first(visitor: Visitor) -> None:
    CourseFactory(title="Sans date", raises={"D1.1": (0, 2)})
    a_run(CourseFactory(title="Bientôt", raises={"D1.1": (1, 3)}), 5)
    CourseFactory(title="Autre", raises={"D1.2": (0, 2)})
    CourseFactory(title="Brouillon", draft=True, raises={"D1.1": (0, 2)})

    page = visitor.open("/referentiel/D1.1")

    [panel] = page.soup.select("section[aria-labelledby=panel-courses]")
    assert [title.get_text(strip=True) for title in panel.select("h3")] == ["Bientôt", "Sans date"]
    assert "2\u00a0formations la font progresser" in panel.get_text()
    assert panel.select_one("p > a")["href"] == "/formations?competence=D1.1"
    assert "session le" in panel.get_text()


def test_what_an_item_shows_of_courses_changes_at_once_though_it_is_drawn_once(
    visitor: Visitor,
) -> None:
    course = CourseFactory(title="Le foncier", raises={"D1.1": (0, 2)})

    def shown() -> str:
        return visitor.open("/referentiel/D1.1").text("section[aria-labelledby=panel-courses]")

    assert shown() == shown()
    course.title = "Le foncier économique"
    db.session.commit()
    assert "Le foncier économique" in shown()
    course.provider.name = "École des essais"
    db.session.commit()
    assert "École des essais" in shown()
    run = a_run(course, 5)
    assert "session le" in shown()
    with time_machine.travel(run.starts_at, tick=False):  # by itself
        assert "session le" not in shown()


def test_an_item_that_nothing_raises_says_so(visitor: Visitor) -> None:
    page = visitor.open("/referentiel/D1.2")

    assert "Aucune formation ne la fait encore progresser" in page.text("#panel-courses")


def test_an_organization_shows_its_courses(visitor: Visitor) -> None:
    provider = OrganizationFactory(provider=True)
    for number in range(4):
        CourseFactory(provider=provider, title=f"Cours {number}")

    page = visitor.open(provider.address)

    assert "4 formations au catalogue" in page.text("#panel-courses")
    assert len(page.texts("section[aria-labelledby=panel-courses] h3")) == 3
    assert page.link("Voir les 4 formations") == f"/formations?organisme={provider.slug}"


def test_an_organization_without_course_shows_nothing(visitor: Visitor) -> None:
    assert not visitor.open(OrganizationFactory().address).select("#panel-courses")


def test_a_panel_costs_one_statement(visitor: Visitor) -> None:
    provider = OrganizationFactory(provider=True)
    for _ in range(3):
        a_run(CourseFactory(provider=provider))
    visitor.open(provider.address)

    with counted() as statements:
        visitor.open(provider.address)

    assert len([asked for asked in statements if "FROM course \n" in asked]) == 1
