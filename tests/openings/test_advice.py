"""A refusal that says what to strengthen and, for whoever agreed, the courses that lead there."""

from __future__ import annotations

import pytest

from intranet.openings.models import ApplicationState, JobApplication, Opening
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory
from tests.letters import letters_to
from tests.openings.desks import an_opening, at_desk, desk_of, fresh, mine
from tests.openings.factories import an_application, competency
from tests.visitor import Page, Visitor

S = ApplicationState


@pytest.fixture
def opening(edition: object) -> Opening:
    """Asks for D1.1 at level 3, D1.2 at 2, D2.1 at 1."""
    return an_opening()


def applied(opening: Opening, *, agrees: bool) -> JobApplication:
    return an_application(opening, MemberFactory(), accepts_course_advice=agrees)


def refusing(visitor: Visitor, application: JobApplication) -> Page:
    page = at_desk(visitor, application, application.opening.owner)
    return visitor.open(page.link("Ne pas retenir"))


@pytest.mark.parametrize("agrees", [True, False])
def test_who_agreed_sees_the_courses_that_reach_the_level(
    visitor: Visitor, opening: Opening, agrees: bool
) -> None:
    application = applied(opening, agrees=agrees)
    reaching = CourseFactory(title="Jusqu’à trois", raises={"D1.1": (1, 3)})
    a_run(reaching)
    CourseFactory(title="Seulement deux", raises={"D1.1": (1, 2)})
    form = refusing(visitor, application)
    assert "formation" not in form.text(".form-page").split("Compétences à renforcer")[0]
    item = str(competency("D1.1"))
    visitor.send(form, reason="competencies", message="Merci.", to_strengthen=[item])
    assert fresh(application).to_strengthen == [int(item)]
    page = mine(visitor, application)
    assert "suggère de renforcer" in page.text()
    assert ("Jusqu’à trois" in page.text()) is agrees
    assert "Seulement deux" not in page.text()
    told = letters_to(application.applicant)[-1].body
    assert "Un mot accompagne cette réponse" in told and "à renforcer" not in told


def test_nothing_is_named_without_saying_the_reason(visitor: Visitor, opening: Opening) -> None:
    application = applied(opening, agrees=True)
    form, item = refusing(visitor, application), str(competency("D1.1"))
    visitor.send(form, 422, reason="status", to_strengthen=[item])
    page = visitor.send(
        form, 422, reason="competencies", shares_reason=[], to_strengthen=[item], message="Merci."
    )
    assert "ou décochez-les" in page.text()
    assert fresh(application).state is S.SUBMITTED


def test_only_what_the_opening_asks_for_is_named(visitor: Visitor, opening: Opening) -> None:
    application = applied(opening, agrees=True)
    visitor.send(
        refusing(visitor, application), 422, reason="competencies", to_strengthen=["99999", "x"]
    )
    assert fresh(application).to_strengthen == []


def test_taking_the_refusal_back_forgets_what_it_named(visitor: Visitor, opening: Opening) -> None:
    application, item = applied(opening, agrees=True), str(competency("D1.1"))
    form = refusing(visitor, application)
    visitor.send(form, reason="competencies", message="Merci.", to_strengthen=[item])
    form = visitor.open(
        at_desk(visitor, application, opening.owner).link("Reprendre la candidature")
    )
    visitor.send(form, message="Un désistement.")
    assert fresh(application).to_strengthen == []
    assert "suggère de renforcer" not in mine(visitor, application).text()


def test_a_batch_names_no_item(visitor: Visitor, opening: Opening) -> None:
    application = applied(opening, agrees=True)
    page = visitor.sign_in(opening.owner).open(desk_of(opening))
    chosen = [f"{application.uuid}@{application.version}"]
    form = visitor.send(page, form="form.batch", press="step=refus", chosen=chosen)
    assert "Compétences à renforcer" not in form.text()


def test_a_refusal_without_it_names_nothing(visitor: Visitor, opening: Opening) -> None:
    application = applied(opening, agrees=True)
    visitor.send(refusing(visitor, application), reason="experience", message="Merci.")
    assert "suggère de renforcer" not in mine(visitor, application).text()
