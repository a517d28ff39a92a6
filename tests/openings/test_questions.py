"""What an opening asks of whoever applies: kept in the draft, needed to send, read on the desk."""

from __future__ import annotations

import pytest

from intranet.kit.db import db
from intranet.openings.models import ApplicationState, JobApplication, Opening
from tests.factories import MemberFactory
from tests.openings.desks import an_opening, at_desk
from tests.openings.factories import an_application
from tests.visitor import Visitor

ASKED = ["Quel projet avez-vous mené ?", "Quel territoire connaissez-vous ?"]


@pytest.fixture
def opening(edition: object) -> Opening:
    return an_opening(questions=ASKED, is_cv_required=False, pay_min=30_000, pay_max=36_000)


def test_an_answer_to_each_is_kept_then_sent(visitor: Visitor, opening: Opening) -> None:
    person = MemberFactory()
    page = visitor.sign_in(person).open(f"{opening.address}/candidater")
    assert all(question in page.text().replace("\u00a0", " ") for question in ASKED)
    visitor.send(page, press="keep", message="Bonjour.", answer_1="Une pépinière.")
    page = visitor.open(f"{opening.address}/candidater")
    assert page.answers(page.form())["answer_1"] == ["Une pépinière."]
    page = visitor.send(page, 422, press="send", route="public_contract")
    assert "attend une réponse" in page.text()
    visitor.send(page, press="send", answer_2="Le pays de Saverne.")
    [made] = [each for each in opening_applications(opening) if each.applicant_id == person.id]
    assert made.state is ApplicationState.SUBMITTED
    page = at_desk(visitor, made, opening.owner)
    assert "Une pépinière." in page.text() and "Le pays de Saverne." in page.text()


def opening_applications(opening: Opening) -> list[JobApplication]:
    return db.session.query(JobApplication).filter_by(opening_id=opening.id).all()


def test_they_no_longer_change_once_somebody_answered(visitor: Visitor, opening: Opening) -> None:
    form = visitor.sign_in(opening.owner).open(f"{opening.address}/modifier")
    visitor.send(form, question_2="Quel territoire aimez-vous ?")
    db.session.refresh(opening)
    assert opening.questions[1] == "Quel territoire aimez-vous ?"
    an_application(opening, MemberFactory(), answers=("Oui.", "Non."))
    form = visitor.open(f"{opening.address}/modifier")
    assert "ne changent plus" in visitor.send(form, 422, question_1="Autre ?").text()


def test_answers_of_a_draft_follow_their_question(visitor: Visitor, opening: Opening) -> None:
    person = MemberFactory()
    page = visitor.sign_in(person).open(f"{opening.address}/candidater")
    visitor.send(page, press="keep", message="Bonjour.", answer_1="Une pépinière.", answer_2="Oui.")
    form = visitor.sign_in(opening.owner).open(f"{opening.address}/modifier")
    visitor.send(form, question_1=ASKED[1], question_2="Avez-vous le permis ?")

    page = visitor.sign_in(person).open(f"{opening.address}/candidater")
    said = page.answers(page.form())
    assert (said["answer_1"], said["answer_2"]) == (["Oui."], [""])
    assert said["message"] == [f"Bonjour.\n\n{ASKED[0]}\nUne pépinière."]


def test_questions_that_change_under_ones_pen_are_told_and_nothing_is_sent(
    visitor: Visitor, opening: Opening
) -> None:
    page = visitor.sign_in(MemberFactory()).open(f"{opening.address}/candidater")
    opening.questions = ["Avez-vous le permis ?"]
    db.session.commit()
    typed = {"message": "Bonjour.", "answer_1": "Une pépinière.", "answer_2": "Le Saulnois."}
    page = visitor.send(page, 422, press="send", route="public_contract", **typed)
    assert "a changé ses questions" in page.text("#erreurs").replace("\u00a0", " ")
    said = page.answers(page.form())
    assert said["answer_1"] == [""]
    assert "Une pépinière." in said["message"][0] and "Le Saulnois." in said["message"][0]
    assert not opening_applications(opening)
    visitor.send(page, press="send", answer_1="Oui.")
    [made] = opening_applications(opening)
    assert made.answers == ["Oui."]


def test_a_question_holds_no_address(visitor: Visitor, opening: Opening) -> None:
    form = visitor.sign_in(opening.owner).open(f"{opening.address}/modifier")
    page = visitor.send(form, 422, question_1="Écrivez à jury@essais.example ?")
    assert "de vos questions" in page.text()
