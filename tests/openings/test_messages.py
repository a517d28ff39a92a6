"""Messages between a candidate and those who answer; notes stay apart."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.home.queries.tasks import tasks_of
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.limits import Limit
from intranet.openings import actions, policy, queries
from intranet.openings.actions.erasing import erase_words
from intranet.openings.models import (
    ApplicationMessage,
    ApplicationNote,
    DeskRole,
    JobApplication,
    Opening,
)
from intranet.openings.policy import Step
from intranet.openings.views import messages
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
from tests.sql import counted
from tests.visitor import Visitor

THREAD = "form[action$=messages]"


@pytest.fixture
def opening(edition: object) -> Opening:
    return an_opening()


@pytest.fixture
def application(opening: Opening) -> JobApplication:
    return an_application(opening, MemberFactory())


def test_each_side_writes_to_the_other_and_is_told_by_letter(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    page = at_desk(visitor, application, opening.owner)
    visitor.send(page, 422, form=THREAD, message=" ")
    page = visitor.send(page, form=THREAD, message="Quand seriez-vous libre ?")
    assert "pas encore lu" in page.text("#echanges")
    letter = letters_to(application.applicant)[-1]
    assert letter.subject == f"Un message au sujet de votre candidature : {opening.title}"
    assert "libre" not in letter.body and "#echanges" in letter.body

    assert application.applicant
    labels = [task.label for task in tasks_of(application.applicant, now())]
    assert any("Lire le message de l’employeur" in label for label in labels)
    assert "1 message non lu" in visitor.sign_in(application.applicant).open(
        "/moi/candidatures"
    ).text().replace("\u00a0", " ")
    page = mine(visitor, application)
    assert opening.owner.name in page.text("#echanges")
    page = visitor.send(page, form=THREAD, message="Dès le mois de mars.")
    assert told(opening.owner)[-1] == f"{application.applicant.name} vous écrit : {opening.title}"
    labels = [task.label for task in tasks_of(opening.owner, now())]
    assert any("Lire le message de" in label for label in labels)
    desk = visitor.sign_in(opening.owner).open(desk_of(opening))
    assert "1 message non lu" in desk.text().replace("\u00a0", " ")
    page = at_desk(visitor, application, opening.owner)
    assert "Dès le mois de mars." in page.text("#echanges")
    assert "lu le" in page.text("#echanges")
    assert "non lu" not in visitor.open(desk_of(opening)).text()


def test_a_note_never_enters_the_thread(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    page = at_desk(visitor, application, opening.owner)
    for _again in range(2):  # nobody answered the first time
        visitor.send(page, form="form[action$=notes]", body="Prétentions à discuter.")
    assert db.session.query(ApplicationNote).count() == 1
    page = mine(visitor, application)
    assert "Prétentions" not in page.html
    assert not any("Prétentions" in each.body for each in letters_to(application.applicant))


def test_the_same_words_are_another_message_once_somebody_spoke_in_between(
    opening: Opening, application: JobApplication
) -> None:
    assert application.applicant
    said = [
        (opening.owner, "Libre mardi ?"),
        (application.applicant, "Oui."),
        (application.applicant, "Oui."),
        (opening.owner, "Et mercredi ?"),
        (application.applicant, "Oui."),
    ]
    for by, body in said:
        actions.write_message(application, by, body, now())
    db.session.commit()
    thread = [message.body for message in every(queries.messages_on(application.id))]
    assert thread == ["Libre mardi ?", "Oui.", "Et mercredi ?", "Oui."]
    assert len([one for one in told(opening.owner) if "vous écrit" in one]) == 2


def test_a_message_is_an_answer_and_makes_no_decision_stale(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    form = visitor.open(at_desk(visitor, application, opening.owner).link("Présélectionner"))
    actions.write_message(application, another_recruiter(opening), "Bonjour.", now())
    db.session.commit()
    assert fresh(application).first_answer_at
    visitor.send(form)
    assert fresh(application).state.value == "shortlisted"


def test_who_wrote_in_the_thread_is_told_of_the_reply(
    opening: Opening, application: JobApplication
) -> None:
    recruiter, silent = another_recruiter(opening), another_recruiter(opening)
    actions.write_message(application, recruiter, "Bonjour.", now())
    assert application.applicant
    actions.write_message(application, application.applicant, "Bonjour à vous.", now())
    assert any("vous écrit" in subject for subject in told(recruiter))
    assert any("vous écrit" in subject for subject in told(opening.owner))
    assert not told(silent)


def test_a_reader_reads_the_thread_and_does_not_write(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    assert application.applicant
    actions.write_message(application, application.applicant, "Bonjour.", now())
    db.session.commit()
    page = at_desk(visitor, application, a_colleague(opening, DeskRole.READER))
    assert "Bonjour." in page.text("#echanges") and not page.select(THREAD)
    read = db.session.query(ApplicationMessage).one()
    assert read.read_at is None


def test_withdrawn_meanwhile_the_message_is_not_lost(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    page = at_desk(visitor, application, opening.owner)
    assert application.applicant
    actions.write_message(application, application.applicant, "Un secret.", now())
    actions.withdraw(application, application.applicant, now(), version=application.version)
    db.session.commit()
    page = visitor.send(page, 409, form=THREAD, message="Une longue réponse.")
    assert "Une longue réponse." in page.text() and "Un secret." not in page.text()


def test_a_week_after_a_withdrawal_the_thread_is_gone(application: JobApplication) -> None:
    assert application.applicant
    actions.write_message(application, application.applicant, "Un secret.", now())
    actions.withdraw(application, application.applicant, now(), version=application.version)
    db.session.commit()
    actions.delete_withdrawn(now() + timedelta(days=8))
    assert db.session.query(ApplicationMessage).count() == 0


def test_both_pages_still_open_once_the_words_are_erased(
    visitor: Visitor, opening: Opening
) -> None:
    """Of the levels that were shared, a band alone is kept: it is not shown as levels."""
    application = an_application(opening, MemberFactory(), shares_profile=True)
    actions.write_message(application, opening.owner, "Bonjour.", now())
    put(application, Step.REFUSE)
    erase_words(application, now())
    application.profile_snapshot = {"covered": "de 50 à 75 %"}
    db.session.commit()
    assert "Niveaux joints" not in mine(visitor, application).text()
    assert "Bonjour." not in at_desk(visitor, application, opening.owner).text()
    assert "non partagé" in visitor.open(desk_of(opening)).text()


def test_another_opening_is_suggested_and_nothing_is_passed_on(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    other, over = an_opening(), an_opening(over=True)
    page, form = at_desk(visitor, application, opening.owner), "form[action$=autre-offre]"
    for wrong in (" ", "OFF-2026-99999", opening.reference, over.address, "n’importe quoi"):
        visitor.send(page, 422, form=form, reference=wrong)
    visitor.send(page, form=form, reference=f"Voyez {other.reference.lower()}, svp")
    assert mine(visitor, application).link(f"/offres/{other.id}")
    assert "#echanges" in letters_to(application.applicant)[-1].body
    assert not told(other.owner)


def test_a_refusal_is_explained_for_three_months(application: JobApplication) -> None:
    put(application, Step.REFUSE)
    assert policy.is_talked_about(application, now() + timedelta(days=89))
    assert not policy.is_talked_about(application, now() + timedelta(days=91))


def test_too_many_in_a_day_is_refused_and_kept(
    visitor: Visitor, application: JobApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = Limit("one message", 1, timedelta(days=1))
    monkeypatch.setattr(messages, "APPLICATION_MESSAGES", once)
    visitor.send(mine(visitor, application), form=THREAD, message="Un.")
    page = visitor.send(mine(visitor, application), 422, form=THREAD, message="Deux.")
    assert page.soup.select_one("textarea[name=message]").get_text(strip=True) == "Deux."


def test_a_stranger_writes_to_nobody(visitor: Visitor, application: JobApplication) -> None:
    page = mine(visitor, application)
    visitor.sign_in(MemberFactory())
    visitor.send(page, 404, form=THREAD, message="Bonjour.")
    assert db.session.query(ApplicationMessage).count() == 0


def test_an_unnamed_employer_stays_unnamed_in_its_messages(
    visitor: Visitor, edition: object
) -> None:
    opening = an_opening(is_confidential=True)
    application = an_application(opening, MemberFactory())
    actions.write_message(application, opening.owner, "Bonjour.", now())
    db.session.commit()
    letter = letters_to(application.applicant)[-1]
    for text in (mine(visitor, application).html, letter.subject + letter.body):
        assert opening.owner.name not in text and opening.organization.name not in text


def test_a_long_thread_asks_no_more_statements(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    def asked() -> int:
        at_desk(visitor, application, opening.owner)
        db.session.expire_all()
        with counted() as statements:
            at_desk(visitor, application, opening.owner)
        return len(statements)

    actions.write_message(application, opening.owner, "Bonjour.", now())
    db.session.commit()
    few = asked()
    for recruiter in (another_recruiter(opening) for _ in range(4)):
        actions.write_message(application, recruiter, "Bonjour.", now())
    db.session.commit()
    assert asked() == few
