"""Anonymous until shortlisted: no page, letter, list or file of the desk says who it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.home.queries.tasks import tasks_of
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.openings import actions, policy
from intranet.openings.models import (
    ApplicationFile,
    ApplicationState,
    DeskRole,
    FileKind,
    JobApplication,
    Opening,
)
from intranet.openings.policy import Step
from tests.factories import MemberFactory
from tests.letters import letters_to
from tests.openings.desks import a_colleague, an_opening, at_desk, desk_of, fresh, put
from tests.openings.factories import an_application
from tests.visitor import Visitor

MESSAGE = (
    "Bonjour, je suis Léone Kerguelen.\n\nMon adresse : leone.k@essais.example, 06 12 34 56 78,"
    " https://www.linkedin.com/in/leone.\n\nLEONE KERGUELEN"
)
TELLING = ("Léone", "Leone", "LEONE", "Kerguelen", "KERGUELEN", "leone", "06 12", "linkedin")


@pytest.fixture
def opening(edition: object) -> Opening:
    return an_opening(is_anonymous=True, questions=["Qui êtes-vous ?"])


@pytest.fixture
def application(opening: Opening) -> JobApplication:
    person = MemberFactory(name="Léone Kerguelen", email="leone.kerguelen@essais.example")
    made = an_application(opening, person, message=MESSAGE, answers=("Léone Kerguelen, de Brest.",))
    made.files.append(ApplicationFile(kind=FileKind.CV, name="CV_Leone_Kerguelen.pdf"))
    db.session.commit()
    return made


def names_nobody(text: str) -> bool:
    return not any(word in text for word in TELLING)


def test_the_form_promises_it_and_the_opening_says_it(visitor: Visitor, opening: Opening) -> None:
    visitor.sign_in(MemberFactory())
    assert "restent cachés des recruteurs" in visitor.open(opening.address).text()
    page = visitor.open(f"{opening.address}/candidater")
    assert "avant de vous présélectionner" in page.text()


def test_nothing_of_the_desk_names_the_person(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    reader = a_colleague(opening, DeskRole.READER)
    for member in (opening.owner, reader):
        page = at_desk(visitor, application, member)
        assert names_nobody(page.html) and "[masqué]" in page.text()
        assert names_nobody(visitor.open(desk_of(opening)).html)
    visitor.sign_in(opening.owner)
    for address in ("attente", "refus", "preselection"):
        url = f"{desk_of(opening)}/{application.uuid}/{address}"
        assert names_nobody(visitor.open(url).html)
    told = letters_to(opening.owner)
    assert told and all(names_nobody(each.subject + each.body) for each in told)
    held = actions.Answer(message="Plus tard.", promised_on=today() + timedelta(days=2))
    actions.answer(application, Step.HOLD, held, opening.owner, now(), version=application.version)
    db.session.commit()
    later = now() + timedelta(days=3)
    labels = [task.label for task in tasks_of(opening.owner, later)]
    assert any("comme promis" in label for label in labels)
    assert names_nobody(" ".join(labels))


def test_its_messages_and_batches_name_nobody_either(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    assert application.applicant
    actions.write_message(application, application.applicant, MESSAGE, now())
    db.session.commit()
    told = letters_to(opening.owner)
    assert told and all(names_nobody(each.subject + each.body) for each in told)
    page = at_desk(visitor, application, opening.owner)
    assert names_nobody(page.html) and "[masqué]" in page.text("#echanges")
    page = visitor.send(page, 422, form="form[action$=messages]", message=" ")
    assert names_nobody(page.html)
    desk = visitor.open(desk_of(opening))
    chosen = [f"{application.uuid}@{application.version}"]
    form = visitor.send(desk, form="form.batch", press="step=refus", chosen=chosen)
    assert names_nobody(form.html)
    assert names_nobody(visitor.send(form, reason="other", message="Merci.").html)


def test_its_files_open_to_nobody_at_the_desk(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    page = at_desk(visitor, application, opening.owner)
    assert "1 fichier" in page.text().replace("\u00a0", " ")
    assert not page.select("form[action*=fichiers]")


def test_shortlisting_lifts_the_veil_for_good(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    page = at_desk(visitor, application, opening.owner)
    page = visitor.send(visitor.open(page.link("Présélectionner")))
    assert "Léone Kerguelen" in page.text("h1") and "CV_Leone" in page.text()
    put(fresh(application), Step.REFUSE, Step.TAKE_BACK)
    assert "Léone Kerguelen" in at_desk(visitor, application, opening.owner).text("h1")


def test_a_refusal_or_a_withdrawal_leaves_it_veiled(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    put(application, Step.REFUSE)
    assert names_nobody(at_desk(visitor, application, opening.owner).html)
    other = an_application(opening, MemberFactory(name="Léone Autre"))
    form = visitor.open(f"{desk_of(opening)}/{other.uuid}/refus")
    assert other.applicant
    actions.withdraw(other, other.applicant, now(), version=other.version)
    db.session.commit()
    page = visitor.send(form, 409, reason="other", message="Un mot.")
    assert names_nobody(page.html) and "retirée par la personne" in page.text()


def test_the_promise_is_not_taken_back_once_online(visitor: Visitor, opening: Opening) -> None:
    form = visitor.sign_in(opening.owner).open(f"{opening.address}/modifier")
    page = visitor.send(form, 422, is_anonymous=[])
    assert "ne se retire plus" in page.text()


def test_without_the_promise_nothing_is_hidden(visitor: Visitor, edition: object) -> None:
    application = an_application(an_opening(), MemberFactory(), message=MESSAGE)
    assert policy.unsigned(MESSAGE, application) == MESSAGE
    assert "Léone Kerguelen" in at_desk(visitor, application, application.opening.owner).text()


@pytest.mark.parametrize(
    "text",
    [
        "leone.k @ essais.example",
        "+33 6 12 34 56 78",
        "0612345678",
        "06/12/34/56/78",
        "+262 (0) 692 12 34 56",
        "www.leone.example/cv",
        "Kerguélen",
    ],
)
def test_ways_to_sign_are_hidden(application: JobApplication, text: str) -> None:
    assert policy.unsigned(f"Ici {text} voilà", application) == "Ici [masqué] voilà"


def test_the_state_is_what_it_would_be_without_it(application: JobApplication) -> None:
    assert fresh(application).state is ApplicationState.SUBMITTED and application.is_veiled
