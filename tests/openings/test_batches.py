"""Several applications at once, an accord noted by the owner, and what a hire changes for others."""

from __future__ import annotations

import pytest

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings import actions
from intranet.openings.models import ApplicationState, DeskRole, JobApplication, Opening
from intranet.openings.policy import Step
from tests.factories import MemberFactory
from tests.letters import letters_to
from tests.openings.desks import (
    a_colleague,
    an_opening,
    another_recruiter,
    at_desk,
    desk_of,
    fresh,
    mine,
    put,
    told,
)
from tests.openings.factories import an_application
from tests.visitor import Page, Visitor

S = ApplicationState
BATCH = "form.batch"


@pytest.fixture
def opening(edition: object) -> Opening:
    return an_opening()


@pytest.fixture
def four(opening: Opening) -> list[JobApplication]:
    return [an_application(opening, MemberFactory()) for _ in range(4)]


def ticks(some: list[JobApplication]) -> list[str]:
    return [f"{each.uuid}@{each.version}" for each in some]


def states(some: list[JobApplication]) -> list[ApplicationState]:
    db.session.expire_all()
    return [each.state for each in some]


def desk(visitor: Visitor, opening: Opening, member: Member | None = None) -> Page:
    return visitor.sign_in(member or opening.owner).open(desk_of(opening))


def test_several_are_refused_together_each_with_its_letter(
    visitor: Visitor, opening: Opening, four: list[JobApplication]
) -> None:
    page = desk(visitor, opening)
    form = visitor.send(page, form=BATCH, press="step=refus", chosen=ticks(four[:3]))
    assert states(four) == [S.SUBMITTED] * 4, "nothing is done before the message is written"
    form = visitor.send(form, 422, message="Merci de votre intérêt.")
    page = visitor.send(form, reason="experience", message="Merci de votre intérêt.")
    assert page.text("h1").replace("\u00a0", " ") == "Ne pas retenir : 3 faites"
    assert states(four) == [S.REFUSED] * 3 + [S.SUBMITTED]
    for each in four[:3]:
        letter = letters_to(each.applicant)[-1].body
        assert "Un mot accompagne" in letter and "Merci de votre intérêt." not in letter
        assert any("Merci de votre intérêt." in event.note for event in each.events)
    assert not any("pas retenue" in subject for subject in told(four[3].applicant))


def test_each_line_says_what_became_of_it(
    visitor: Visitor, opening: Opening, four: list[JobApplication]
) -> None:
    """« 3 faites, 1 déjà traitée par X à 10 h 02 »; what was typed is given back."""
    second = another_recruiter(opening)
    form = visitor.send(
        desk(visitor, opening, second), form=BATCH, press="step=refus", chosen=ticks(four)
    )
    put(four[1], Step.SHORTLIST)
    page = visitor.send(form, reason="other", message="Une réponse longue à écrire.")
    assert page.text("h1").replace("\u00a0", " ") == "Ne pas retenir : 3 faites, 1 déjà traitée"
    [line] = [text for text in page.texts("tbody tr") if "Pas fait" in text]
    assert f"déjà traitée par {opening.owner.name} à" in line and "présélectionnée" in line
    assert "Une réponse longue à écrire." in page.text()
    assert states(four) == [S.REFUSED, S.SHORTLISTED, S.REFUSED, S.REFUSED]
    page = visitor.send(form, 409, reason="other", message="Encore.")
    assert page.text("h1").replace("\u00a0", " ") == "Ne pas retenir : 4 déjà traitées"


def test_the_desk_is_narrowed_to_one_state(
    visitor: Visitor, opening: Opening, four: list[JobApplication]
) -> None:
    put(four[0], Step.SHORTLIST)
    page = desk(visitor, opening)
    page = visitor.open(page.link("Présélectionnée (1)"))
    assert len(page.texts("tbody tr")) == 1
    page = visitor.open(page.link("Tout cocher"))
    assert page.answers(page.form(BATCH))["chosen"] == ticks(four[:1])
    assert len(visitor.open(page.link("Toutes (4)")).texts("tbody tr")) == 4
    page = visitor.open(f"{desk_of(opening)}?etat=nulle-part")
    assert len(page.texts("tbody tr")) == 4


def test_taking_up_needs_no_message(
    visitor: Visitor, opening: Opening, four: list[JobApplication]
) -> None:
    page = desk(visitor, opening)
    page = visitor.open(page.link("Tout cocher"))
    page = visitor.send(page, form=BATCH, press="step=etude")
    assert states(four) == [S.IN_REVIEW] * 4


def test_on_hold_together_means_a_message_and_a_date(
    visitor: Visitor, opening: Opening, four: list[JobApplication]
) -> None:
    form = visitor.send(
        desk(visitor, opening), form=BATCH, press="step=attente", chosen=ticks(four)
    )
    page = visitor.send(form, 422, message="")
    assert len(page.answers(page.form())["chosen"]) == 4
    assert states(four) == [S.SUBMITTED] * 4


def test_nobody_chosen_is_said(
    visitor: Visitor, opening: Opening, four: list[JobApplication]
) -> None:
    page = desk(visitor, opening)
    assert (
        "Cochez au moins une personne"
        in visitor.send(page, 422, form=BATCH, press="step=refus").text()
    )
    visitor.send(page, 400, form=BATCH, chosen=ticks(four))


def test_what_is_not_on_this_desk_is_left_alone(
    visitor: Visitor, opening: Opening, four: list[JobApplication]
) -> None:
    elsewhere = an_application(an_opening(), MemberFactory())
    page = desk(visitor, opening)
    sent = [
        *ticks([elsewhere]),
        f"{four[0].uuid}@x",
        "rien",
        "@",
        f"{four[1].uuid}@{four[1].version}",
    ]
    visitor.send(page, form=BATCH, press="step=etude", chosen=sent)
    assert states([elsewhere, *four[:2]]) == [S.SUBMITTED, S.SUBMITTED, S.IN_REVIEW]


def test_a_reader_chooses_nothing(
    visitor: Visitor, opening: Opening, four: list[JobApplication]
) -> None:
    page = desk(visitor, opening)
    reader = a_colleague(opening, DeskRole.READER)
    assert not desk(visitor, opening, reader).select(BATCH)
    visitor.send(page, 403, form=BATCH, press="step=etude", chosen=ticks(four))


def test_the_owner_notes_an_accord_and_the_others_answers_are_ready(
    visitor: Visitor, opening: Opening, four: list[JobApplication]
) -> None:
    chosen, *others = four
    put(chosen, Step.SHORTLIST, Step.OFFER)
    page = at_desk(visitor, chosen, opening.owner)
    form = visitor.open(page.link("Noter son accord"))
    visitor.send(form, 422, message=" ")
    visitor.send(form, message="Au téléphone, ce matin.")
    assert (fresh(chosen).state, opening.filled) == (S.ACCEPTED, 1)
    letter = letters_to(chosen.applicant)[-1]
    assert letter.subject.startswith("L’employeur a noté votre accord")
    assert "Si ce n’est pas ce que vous avez dit" in letter.body

    page = desk(visitor, opening)
    assert "3 personnes attendent" in page.text().replace("\u00a0", " ")
    form = visitor.send(page, form="form:has(input[name=because])")
    assert form.answers(form.form())["reason"] == ["other_candidate"]
    visitor.send(form)
    assert states(others) == [S.REFUSED] * 3
    assert "Tous les postes sont pourvus" not in desk(visitor, opening).text()
    assert "noté que vous acceptez" in mine(visitor, chosen).text()


def test_an_accord_is_noted_by_an_owner_alone(
    visitor: Visitor, opening: Opening, four: list[JobApplication]
) -> None:
    put(four[0], Step.SHORTLIST, Step.OFFER)
    visitor.sign_in(another_recruiter(opening))
    visitor.open(f"{desk_of(opening)}/{four[0].uuid}/acceptation", status=403)


def test_no_accord_is_noted_beyond_the_posts(
    visitor: Visitor, opening: Opening, four: list[JobApplication]
) -> None:
    first, second, *_ = four
    for each in (first, second):
        put(each, Step.SHORTLIST, Step.OFFER)
    form = visitor.open(at_desk(visitor, second, opening.owner).link("Noter son accord"))
    put(first, Step.ACCEPT)
    page = visitor.send(form, 409, message="Par courriel, hier.")
    assert "Tous les postes de cette offre sont pourvus" in page.text()
    assert "Par courriel, hier." in page.text()
    assert (fresh(second).state, opening.filled) == (S.OFFERED, 1)


def test_cancelling_a_hire_is_said_as_it_is(
    visitor: Visitor, opening: Opening, four: list[JobApplication]
) -> None:
    put(four[0], Step.SHORTLIST, Step.OFFER, Step.ACCEPT)
    form = visitor.open(at_desk(visitor, four[0], opening.owner).link("Annuler l’embauche"))
    visitor.send(form, 422, message="")
    visitor.send(form, message="Le poste est supprimé du tableau des effectifs.")
    assert (fresh(four[0]).state, opening.filled) == (S.IN_REVIEW, 0)
    assert told(four[0].applicant)[-1].startswith("L’embauche est annulée")
    assert "a annulé l’embauche" in mine(visitor, four[0]).text()


def test_once_hired_one_is_asked_and_nothing_is_withdrawn_alone(
    visitor: Visitor, opening: Opening
) -> None:
    person = MemberFactory()
    hired = an_application(opening, person)
    kept, left = (an_application(an_opening(), person) for _ in range(2))
    put(hired, Step.SHORTLIST, Step.OFFER, Step.ACCEPT)
    assert states([kept, left]) == [S.SUBMITTED] * 2
    page = mine(visitor, hired)
    assert kept.opening.title in page.text() and left.opening.title in page.text()
    form = "form[action$=autres]"
    visitor.send(page, 422, form=form)
    visitor.send(page, form=form, chosen=ticks([left]))
    assert states([kept, left]) == [S.SUBMITTED, S.WITHDRAWN]
    put(kept, Step.REFUSE)
    page = visitor.send(page, form=form, chosen=[f"{kept.uuid}@{kept.version}"])
    assert "une réponse était déjà arrivée" in page.text()
    assert fresh(kept).state is S.REFUSED


def test_two_batches_on_the_same_lines_answer_each_once(
    opening: Opening, four: list[JobApplication]
) -> None:
    seen = [(each, each.version) for each in four]
    said = actions.Answer(message="Un mot.")
    first = actions.answer_many(seen[:3], Step.TAKE_UP, said, opening.owner, now())
    second = actions.answer_many(
        reversed(seen), Step.SHORTLIST, said, another_recruiter(opening), now()
    )
    assert [each.is_done for each in first] == [True] * 3
    assert [each.is_done for each in second] == [False] * 3 + [True]
