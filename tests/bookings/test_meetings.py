"""Around a run: invitations, surveys, the dossier and its proofs, difficulties told and answered."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
import time_machine
from pypdf import PdfReader
from sqlalchemy import select

from intranet.bookings import actions, queries, surveys
from intranet.bookings.actions import Mark
from intranet.bookings.models import (
    Bookable,
    ChecklistItem,
    ChecklistLine,
    Difficulty,
    Indicator,
    Lifecycle,
    Method,
    Presence,
    Registration,
    RegistrationState,
    SurveyAlreadyAnswered,
    SurveyAnswer,
    SurveyAsked,
    SurveyKind,
)
from intranet.content import quality
from intranet.courses.models import Course, CourseRun
from intranet.home.queries.tasks import tasks_of
from intranet.kit.clock import in_paris, now, today
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.kit.texts import end_of_day
from intranet.members.models import Member
from tests.bookings.factories import a_group, registers
from tests.bookings.proofs import a_held_run, seated
from tests.bookings.running import a_coming_run
from tests.courses.factories import CourseFactory
from tests.events.factories import an_event
from tests.factories import MemberFactory, a_trainer
from tests.letters import subjects_to
from tests.pdfs import PDF
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


@pytest.fixture
def trainer() -> Member:
    return a_trainer()


@pytest.fixture
def course(trainer: Member) -> Course:
    found: Course = CourseFactory(
        provider=trainer.organization, content="## Le parcours d’un projet"
    )
    return found


def link_of(member: Member, subject: str) -> str:
    letter = db.session.scalars(
        select(Letter)
        .where(Letter.recipient == member.email, Letter.subject.startswith(subject))
        .order_by(Letter.id.desc())
    ).first()
    assert letter, subjects_to(member)
    return str(letter.secret_link).removeprefix("http://localhost")


def held(course: Course, people: int, **given: object) -> tuple[CourseRun, list[Registration]]:
    """A run that ended ten days ago, completed, where so many people came."""
    run = a_held_run(course, locked=False, **given)
    run.bookable.lifecycle = Lifecycle.COMPLETED
    rows = [seated(run) for _ in range(people)]
    return run, rows


def answers(run: CourseRun, notes: list[int], kind: SurveyKind = SurveyKind.HOT) -> None:
    for note in notes:
        db.session.add(
            SurveyAnswer(bookable_id=run.id, kind=kind, on=today(), satisfaction=note, comment="")
        )
    db.session.commit()


# ---- invitations


def test_everybody_is_invited_two_weeks_before_and_again_only_if_it_changes(
    visitor: Visitor, course: Course
) -> None:
    somebody = MemberFactory()
    run = a_coming_run(course, 20)
    row = registers(run.bookable, somebody)
    assert actions.invite_due(now()) == 0
    at = now() + timedelta(days=6)
    assert actions.invite_due(at) == 1
    assert actions.invite_due(at) == 0
    run.bookable.practical = "Prenez le tramway 1."
    db.session.commit()
    assert actions.invite_due(at) == 1
    db.session.commit()
    assert subjects_to(somebody)[-1].startswith("Convocation mise à jour")
    run.bookable.slots[0].trainer = MemberFactory()  # named on it
    db.session.commit()
    assert actions.invite_due(at) == 1

    link = link_of(somebody, "Convocation")
    page = visitor.open(link)
    assert "Le parcours d’un projet" in page.text()
    assert "tramway" in page.text()
    db.session.refresh(row)
    assert row.invitation_read_at is None  # a program that opens links reads nothing
    visitor.send(page)
    db.session.refresh(row)
    assert row.invitation_read_at
    paper = PdfReader(io.BytesIO(visitor.client.get(page.link("Télécharger")).data))
    words = re.sub(r"\s+", " ", " ".join(one.extract_text() for one in paper.pages))
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert all(one in words for one in ("Convocation", somebody.name, "tramway", "Pratique"))
    feed = visitor.client.get(f"{link}/agenda.ics").text
    assert feed.count("BEGIN:VEVENT") == 2
    visitor.open("/convocations/inventee", status=404)
    row.state = RegistrationState.PENDING
    db.session.commit()
    assert "n’est pas confirmée : en attente d’accord" in visitor.open(link).text(".notice")


def test_whoever_takes_a_seat_over_is_invited_too(course: Course) -> None:
    run, asker = a_coming_run(course, 10), MemberFactory()
    first, second = MemberFactory(), MemberFactory()
    row = a_group(run.bookable, 2, by=asker)[0]
    actions.name(row, now(), by=asker, member=first)
    assert actions.invite_due(now()) == 1

    actions.name(row, now(), by=asker, member=second)
    assert actions.invite_due(now()) == 1
    assert actions.invite_due(now()) == 0
    assert subjects_to(second)[-1].startswith("Convocation : ")


def test_what_is_said_again_as_it_was_is_told_too(course: Course) -> None:
    run, somebody = a_coming_run(course, 10), MemberFactory()
    registers(run.bookable, somebody)
    for number, practical in enumerate(("Salle A", "Salle B", "Salle A")):
        run.bookable.practical = practical
        assert actions.invite_due(now() + timedelta(minutes=number)) == 1
    assert sum(one.startswith("Convocation") for one in subjects_to(somebody)) == 3


def test_what_moved_is_told_before_it_is_invited_to(course: Course) -> None:
    run = a_coming_run(course, 10)
    registers(run.bookable)
    run.bookable.ics_sequence = 1
    db.session.commit()
    assert actions.invite_due(now()) == 0
    actions.announce(run.id, now())
    assert actions.invite_due(now()) == 1


# ---- surveys


def test_those_who_came_are_asked_once_and_reminded_once(course: Course, trainer: Member) -> None:
    run, [came] = held(course, 1)
    absent = seated(run, half_days=0)
    for slot in run.bookable.slots:
        slot.trainer_id = trainer.id
    db.session.commit()
    assert actions.ask_due(now()) == 2  # who came, and the trainer
    assert actions.ask_due(now()) == 0
    assert came.member and absent.member
    assert subjects_to(absent.member) == []
    assert actions.remind_due(now() + timedelta(days=6)) == 0
    assert actions.remind_due(now() + timedelta(days=8)) == 2
    assert actions.remind_due(now() + timedelta(days=20)) == 0
    assert [one.startswith("Rappel") for one in subjects_to(came.member)] == [False, True]


def test_two_months_after_the_person_and_the_employer_are_asked(course: Course) -> None:
    run, [came] = held(course, 1)
    came.manager_email = "chef@x.example"
    db.session.commit()
    at = now() + timedelta(days=52)
    assert actions.ask_due(at) == 2
    kinds = db.session.scalars(select(SurveyAsked.kind).where(SurveyAsked.bookable_id == run.id))
    assert set(kinds) == {SurveyKind.COLD, SurveyKind.EMPLOYER}

    actions.remind_due(at + timedelta(days=8))
    to_employer = select(Letter.body).where(Letter.recipient == "chef@x.example")
    bodies = db.session.scalars(to_employer).all()
    assert [came.holder_name in body for body in bodies] == [True, True]  # whom it is about
    assert [run.dates in body for body in bodies] == [True, True]  # two months, then more
    closes = set(db.session.scalars(select(SurveyAsked.closes_at)))
    assert closes == {end_of_day(in_paris(at + timedelta(days=30)).date())}  # the day told is whole


def test_whoever_gave_a_seat_is_not_asked_as_an_employer(course: Course, trainer: Member) -> None:
    run, _ = held(course, 0)
    given = actions.place(run.id, now(), by=trainer, reason="Venu.", member=MemberFactory())
    marks = {given.registration.id: Mark(Presence.PRESENT)}
    actions.record(run.bookable.slots[0], marks, now(), by=trainer, method=Method.PAPER)
    db.session.commit()

    assert actions.ask_due(now() + timedelta(days=52)) == 1
    assert db.session.scalars(select(SurveyAsked.kind)).all() == [SurveyKind.COLD]


def test_a_training_of_several_months_is_asked_about_as_any_other(course: Course) -> None:
    run = a_coming_run(course, -210, lasts=200)
    for slot in run.bookable.slots[2:-2]:
        db.session.delete(slot)  # two days, months apart
    db.session.commit()
    db.session.refresh(run.bookable)
    seated(run)
    at = now()
    assert actions.complete(at - timedelta(days=10)) == 1
    assert actions.ask_due(at) == 1
    assert actions.ask_due(at + timedelta(days=52)) == 1
    kinds = db.session.scalars(select(SurveyAsked.kind).where(SurveyAsked.bookable_id == run.id))
    assert set(kinds) == {SurveyKind.HOT, SurveyKind.COLD}


def test_an_answer_keeps_no_name_and_no_hour(visitor: Visitor, course: Course) -> None:
    _, [came] = held(course, 1)
    db.session.commit()
    actions.ask_due(now())
    db.session.commit()
    assert came.member
    link = link_of(came.member, "Votre avis")
    page = visitor.open(link)
    page = visitor.send(page, 422, comment="Très utile.")
    assert "Donnez une note" in page.text("#erreurs")
    assert "Très utile." in page.html
    visitor.send(page, satisfaction="4", objectives="5")
    [answer] = db.session.scalars(select(SurveyAnswer))
    assert (answer.satisfaction, answer.answers) == (4, {"objectives": 5})
    assert not {"member_id", "registration_id", "created_at"} & set(answer.__table__.columns.keys())
    [asked] = db.session.scalars(select(SurveyAsked).where(SurveyAsked.answered_at.is_not(None)))
    assert asked.answered_at == asked.updated_at
    assert asked.answered_at.astimezone().minute == 0
    assert "gardée" in visitor.open(link).text()
    with pytest.raises(SurveyAlreadyAnswered):
        actions.answer(asked, 1, {}, "", now())


def test_answers_are_told_from_five_up(visitor: Visitor, course: Course, trainer: Member) -> None:
    run, rows = held(course, 6)
    db.session.commit()
    actions.ask_due(now())
    answers(run, [5, 4, 4, 3])
    address = f"/animer/enquetes/{run.id}"
    few = visitor.sign_in(trainer).open(address).text().replace("\u00a0", " ")
    assert "à partir de 5 réponses" in few
    answers(run, [2])
    assert "3,6 sur 5, 5 réponses sur 6" in visitor.open(address).text().replace("\u00a0", " ").replace("5 ,", "5,")  # fmt: skip
    assert len(rows) == 6
    meeting = an_event(trainer, host=trainer.organization).bookable
    assert meeting
    assert "employeurs" not in visitor.open(f"/animer/enquetes/{meeting.id}").text("main")


def test_a_question_that_fewer_than_five_answered_is_not_told(
    visitor: Visitor, course: Course, trainer: Member
) -> None:
    """Only the first note is compulsory: of one who alone answered the others, the mean is theirs."""
    run, _ = held(course, 6)
    db.session.commit()
    actions.ask_due(now())
    answers(run, [5, 4, 4, 3, 2])
    given = list(db.session.scalars(select(SurveyAnswer)))
    for each in given:
        each.answers = {"pace": 4}
    given[0].answers = {"pace": 4, "teaching": 1}
    db.session.commit()
    said = visitor.sign_in(trainer).open(f"/animer/enquetes/{run.id}").text()
    assert "Le rythme et la durée" in said
    assert "L’animation aidait" not in said
    assert "moins de 5" in said.replace("\u00a0", " ")


def test_satisfaction_weighs_the_hours_of_each_run() -> None:
    assert surveys.weighted([(5, 420), (2, 840)]) == Fraction(3)
    assert surveys.weighted([]) is None
    assert surveys.in_words(Fraction(425, 100)) == "4,3 sur 5"


def test_the_page_of_a_course_says_what_its_runs_came_to(
    visitor: Visitor, course: Course, trainer: Member
) -> None:
    run, _ = held(course, 4)
    answers(run, [5, 5, 5, 5, 4])
    said = visitor.open(course.address).text()
    assert "Personnes formées" not in said  # four people
    assert "4,8 sur 5" in said
    seated(run, half_days=1)
    said = visitor.open(course.address).text().replace("\u00a0", " ")
    assert "5 personnes" in said
    assert "80 %" in said  # four of five followed at least 80 % of the hours
    assert "sessions tenues" in said
    desk = visitor.sign_in(trainer).open("/").text().replace("\u00a0", " ")
    assert ("4,8 sur 5" in desk, "80 %" in desk) == (True, True)
    other = held(course, 0)[0]
    for notes in ([1], [1, 1, 1]):  # beside the five of the first, the mean would tell them
        answers(other, notes)
        assert "4,8 sur 5" in visitor.open(course.address).text()
    answers(other, [1])
    assert "2,9 sur 5" in visitor.open(course.address).text()


# ---- the dossier


def test_a_dossier_is_opened_from_the_model_and_each_line_has_its_day(
    visitor: Visitor, course: Course, trainer: Member
) -> None:
    quality.load()
    db.session.commit()
    quality.load()
    assert db.session.query(ChecklistLine).count() == 7
    run = a_coming_run(course, 30)
    registers(run.bookable)
    assert actions.open_dossiers_due(now()) == 1
    assert actions.open_dossiers_due(now()) == 0
    db.session.commit()
    bookable = db.session.get_one(Bookable, run.id)
    found = queries.dossier_of(bookable, queries.subject_of(bookable))
    starts, ends = run.starts_on, run.ends_on
    assert starts and ends
    offsets = [(due.on - starts).days for due in found[:-1] if due.on]
    assert offsets == [-40, -31, -30, -15, -10, 0]
    assert found[-1].on == ends + timedelta(days=8)
    assert {due.item.indicator_number for due in found} <= set(queries.indicators_on(today()))

    page = visitor.sign_in(trainer).open(f"/animer/dossiers/{run.id}")
    assert "En retard" in page.text()
    todo = visitor.open("/").texts(".todo a")
    assert any("Préparer la session" in text for text in todo)


def test_a_line_is_done_with_its_proof(visitor: Visitor, course: Course, trainer: Member) -> None:
    quality.load()
    run = a_coming_run(course, 30)
    visitor.sign_in(trainer)
    visitor.send(visitor.open(f"/animer/dossiers/{run.id}"))
    item = db.session.scalars(select(ChecklistItem).order_by(ChecklistItem.id)).first()
    assert item
    address = f"/animer/dossiers/{run.id}/{item.id}"
    page = visitor.open(address)
    assert "Indicateur" in page.text()
    page = visitor.send(page, 422, file=(io.BytesIO(b"MZ"), "virus.exe"))
    assert "Formats acceptés" in page.text("#erreurs")
    [told] = visitor.send(page, file=(io.BytesIO(PDF), "besoin.pdf")).texts("[role=status]")
    assert told.endswith("c’est fait.")
    db.session.refresh(item)
    assert item.done_at and item.evidence and item.evidence.name == "besoin.pdf"
    answer = visitor.client.get(f"{address}/preuve")
    assert answer.data == PDF
    answer.close()
    visitor.sign_in(MemberFactory()).open(f"{address}/preuve", status=403)


def test_an_organization_writes_its_own_model(
    visitor: Visitor, course: Course, trainer: Member
) -> None:
    quality.load()
    db.session.commit()
    page = visitor.sign_in(trainer).open("/animer/dossiers/modele")
    assert page.link("Formations") == "/formations"
    assert page.texts("legend")[:2] == ["Les lignes du dossier", "Ligne 1"]
    page = visitor.send(page, 422, **{"lines-0-offset_days": ""})
    assert page.texts("#erreurs h2") == ["À corriger"]  # it sends nothing
    assert "nombre de jours" in page.text("#erreurs")
    page = visitor.send(page, 422, **{"lines-0-offset_days": "-9", "lines-7-indicator_number": "3"})
    assert "Dites ce qui est à faire." in page.text("#lines-7-label-error")
    said = {"lines-0-label": "Appeler chaque personne", "lines-0-offset_days": "-20"}
    said["lines-7-indicator_number"] = ""
    visitor.send(page, **said)
    visitor.send(page, **said)  # pressed twice
    stale = visitor.send(page, 409, **(said | {"lines-1-label": "Louer la salle"}))
    assert "Appeler chaque personne" in stale.text(".notice")
    assert "Louer la salle" in stale.answers(stale.form())["lines-1-label"]
    own = queries.template_of(trainer.organization_id)
    assert (own[0].label, own[0].offset_days, len(own)) == ("Appeler chaque personne", -20, 7)
    assert queries.template_of(0)[0].label != own[0].label


def test_indicators_are_those_of_the_guide_in_force_that_day() -> None:
    quality.load()
    db.session.add(Indicator(guide="V10", number=1, title="Autre texte", in_force_from=today() + timedelta(3)))  # fmt: skip
    db.session.commit()
    assert queries.indicators_on(today())[1].guide == "V9"
    assert queries.indicators_on(today() + timedelta(4))[1].guide == "V10"


# ---- difficulties


def test_a_difficulty_is_told_answered_once_and_counted(
    visitor: Visitor, course: Course, trainer: Member
) -> None:
    run = a_coming_run(course, 10)
    somebody = MemberFactory()
    row = registers(run.bookable, somebody)
    page = visitor.sign_in(somebody).open(f"/moi/inscriptions/{row.uuid}/difficulte")
    for _again in range(2):  # nobody answered the first time
        visitor.send(page, text="La salle n’était pas accessible.")
    assert sum("difficulté" in one for one in subjects_to(trainer)) == 1
    [told] = db.session.scalars(select(Difficulty))

    page = visitor.sign_in(trainer).open(f"/animer/difficultes/{run.id}/{told.id}")
    assert "Écrivez une réponse" in visitor.send(page, 422, answer="").text("#erreurs")
    done = visitor.send(page, answer="Nous changeons de salle.")
    assert "La réponse est envoyée." in done.text()
    later = visitor.open(f"/animer/difficultes/{run.id}/{told.id}")
    done = visitor.send(later, improvement="Salle vérifiée à J−10.")
    assert "C’est noté." in done.text()
    again = visitor.send(page, 409, answer="Une autre réponse.")
    assert "Nous changeons de salle." in again.text()
    assert again.soup.select_one("[name=answer]").get_text().strip() == "Une autre réponse."
    assert subjects_to(somebody)[-1].startswith("Réponse à votre signalement")
    page = visitor.sign_in(somebody).open(f"/moi/inscriptions/{row.uuid}/difficulte")
    assert "Nous changeons de salle." in page.text()
    assert trainer.organization
    page = visitor.open(trainer.organization.address)
    counted = page.text().replace("\u00a0", " ")
    assert "1 difficulté signalée par les participants, 1 a reçu une réponse" in counted
    assert "1 a été suivie d’une amélioration" in counted


def test_nobody_else_reads_what_was_told(visitor: Visitor, course: Course) -> None:
    run = a_coming_run(course, 10)
    row = registers(run.bookable)
    visitor.sign_in(MemberFactory())
    visitor.open(f"/moi/inscriptions/{row.uuid}/difficulte", status=404)
    visitor.open(f"/animer/difficultes/{run.id}", status=403)


def test_a_survey_closes_by_itself(visitor: Visitor, course: Course) -> None:
    _, [came] = held(course, 1)
    db.session.commit()
    actions.ask_due(now())
    db.session.commit()
    assert came.member
    link = link_of(came.member, "Votre avis")
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        assert "Cette enquête était ouverte jusqu’au" in visitor.open(link).text()
    assert isinstance(came.created_at, datetime)


def test_what_is_due_this_week_is_told_though_old_dossiers_were_never_ticked_off(
    course: Course, trainer: Member
) -> None:
    old = [a_coming_run(course, days) for days in (-400, -380, -360)]
    new = a_coming_run(course, 5)
    for run in (*old, new):
        for number in range(12):
            made = ChecklistItem(bookable=run.bookable, label=f"Ligne {number}", offset_days=0)
            db.session.add(made)
    db.session.commit()

    told = [one for one in tasks_of(trainer, now()) if "/animer/dossiers/" in one.url]

    assert {one.url.split("/")[3] for one in told} == {str(new.id)}
