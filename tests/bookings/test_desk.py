"""The list of whoever holds a run: agreeing, refusing, giving and taking back seats, how many there are."""

from __future__ import annotations

import csv
import io
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from intranet.bookings import actions
from intranet.bookings.models import (
    Approval,
    Bookable,
    Lifecycle,
    Registration,
    RegistrationEvent,
    Slot,
    WaitlistMode,
)
from intranet.courses.models import CourseRun, State
from intranet.home.queries.tasks import tasks_of
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.actions import leave
from intranet.members.models import Member, Role
from tests.bookings.factories import CONFIRMED, WAITLISTED, a_bookable, a_group, registers, states
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory, a_trainer, an_animator
from tests.letters import subjects_to
from tests.sql import counted
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


@pytest.fixture
def trainer() -> Member:
    return a_trainer()


def held_by(trainer: Member, seats: int | None = 1, **rules: object) -> Bookable:
    return a_bookable(seats, CourseFactory(provider=trainer.organization), **rules)


def test_the_list_shows_who_sits_who_waits_in_order_and_who_needs_an_answer(
    visitor: Visitor, trainer: Member
) -> None:
    bookable = held_by(trainer, waitlist_mode=WaitlistMode.MANUAL)
    seated, first, second = (registers(bookable) for _ in range(3))
    page = visitor.sign_in(trainer).open(f"/animer/inscriptions/{bookable.id}")

    assert page.texts("#seated th a")[0].startswith(seated.holder_name)
    assert page.texts("#waiting tbody td:first-child") == ["1", "2"]
    names = page.texts("#waiting th a")
    assert [name.partition(",")[0].strip() for name in names] == [
        first.holder_name,
        second.holder_name,
    ]
    assert "1 sur 1" in page.text(".page-head")


def test_the_paper_of_the_list_is_the_list_alone(visitor: Visitor, trainer: Member) -> None:
    page = visitor.sign_in(trainer).open(f"/animer/inscriptions/{held_by(trainer).id}")
    with visitor.client.get(page.first("link[href*=meetings]").attrib["href"]) as style:
        _, _, printed = style.get_data(as_text=True).partition("@media print")
    assert "display: none" in printed
    for beside in (".desk-nav", ".desk-seats", ".exports"):
        assert page.select(beside) and beside in printed


def test_more_seats_let_in_who_waits_and_fewer_say_how_many_are_over(
    visitor: Visitor, trainer: Member
) -> None:
    bookable = held_by(trainer)
    for _ in range(3):
        registers(bookable)
    page = visitor.sign_in(trainer).open(f"/animer/inscriptions/{bookable.id}")
    more = visitor.send(page, form="form[action$=places]", capacity="3")
    assert "2 personnes de la liste d’attente en profitent" in more.text()
    fewer = visitor.send(more, form="form[action$=places]", capacity="1")

    assert states(bookable) == ["confirmed"] * 3
    assert "2 au-dessus" in fewer.text(".page-head")
    assert "2 personnes au-dessus du nombre de places" in fewer.text()


def test_fewer_seats_than_the_minimum_are_refused(visitor: Visitor, trainer: Member) -> None:
    bookable = held_by(trainer, 10, min_participants=6)
    page = visitor.sign_in(trainer).open(f"/animer/inscriptions/{bookable.id}")
    refused = visitor.send(page, 422, form="form[action$=places]", capacity="5")

    assert "à partir de 6 personnes" in refused.text("#erreurs")


def test_with_fewer_than_the_minimum_it_may_be_held_all_the_same_and_who_sits_reads_so_once(
    visitor: Visitor, trainer: Member
) -> None:
    bookable = held_by(trainer, 10, min_participants=6)
    empty = visitor.sign_in(trainer).open(f"/animer/inscriptions/{bookable.id}")
    assert not empty.select("form[action$=tenue]")  # nobody would read so
    row = registers(bookable)
    page = visitor.sign_in(trainer).open(f"/animer/inscriptions/{bookable.id}")
    done = visitor.send(page, form="form[action$=tenue]")
    again = visitor.send(page, form="form[action$=tenue]")

    assert bookable.lifecycle is Lifecycle.CONFIRMED
    assert "elle aura lieu" in done.text(".notice")
    assert "c’était déjà dit" in again.text(".notice")
    assert [each.startswith("C’est confirmé") for each in subjects_to(row.member)] == [False, True]
    assert not done.select("form[action$=tenue]")
    history = visitor.open(f"/animer/seances/{bookable.id}").text()
    assert "Tenue confirmée" in history


def test_agreeing_and_refusing_are_told_and_a_refusal_says_why(
    visitor: Visitor, trainer: Member
) -> None:
    bookable = held_by(trainer, 5, approval=Approval.MODERATOR)
    one, other = registers(bookable), registers(bookable)
    visitor.sign_in(trainer)
    visitor.send(visitor.open(f"/animer/inscriptions/{bookable.id}/{one.uuid}"), press="act=accord")
    page = visitor.open(f"/animer/inscriptions/{bookable.id}/{other.uuid}")
    visitor.send(page, 422, press="act=refus")
    visitor.send(page, press="act=refus", reason="Public déjà formé.")

    assert states(bookable) == ["confirmed", "rejected"]
    assert subjects_to(one.member)[-1].startswith("Place confirmée")
    assert subjects_to(other.member)[-1].startswith("Inscription refusée")


def test_whoever_decides_second_reads_who_was_first(visitor: Visitor, trainer: Member) -> None:
    bookable = held_by(trainer, 5, approval=Approval.MODERATOR)
    row = registers(bookable)
    page = visitor.sign_in(trainer).open(f"/animer/inscriptions/{bookable.id}/{row.uuid}")
    first = a_trainer(organization=trainer.organization)
    actions.approve(row, now(), by=first)
    db.session.commit()

    second = visitor.send(page, 409, press="act=refus", reason="Public déjà formé.")

    assert f"Accord donné par {first.name}" in second.text(".timeline")
    assert "Public déjà formé." in second.text("textarea")
    assert "Votre message est gardé ci-dessous." in second.text(".notice")


def test_what_cannot_be_decided_any_more_asks_nothing_and_loses_no_message(
    visitor: Visitor, trainer: Member
) -> None:
    bookable = held_by(trainer, 5)
    row = registers(bookable)
    page = visitor.sign_in(trainer).open(f"/animer/inscriptions/{bookable.id}/{row.uuid}")
    first = a_trainer(organization=trainer.organization)
    actions.dismiss(row, now(), "Doublon.", by=first)
    db.session.commit()

    second = visitor.send(page, 409, press="act=annulation", reason="Désistement.")

    assert not second.select("main form")
    assert second.text("blockquote") == "Désistement."
    assert f"Annulation par l’organisateur, {first.name}" in second.text(".timeline")


def test_passing_before_others_is_said_why_and_shown_in_the_export(
    visitor: Visitor, trainer: Member
) -> None:
    bookable = held_by(trainer)
    rows = [registers(bookable) for _ in range(3)]
    page = visitor.sign_in(trainer).open(f"/animer/inscriptions/{bookable.id}/{rows[2].uuid}")
    asked = visitor.send(page, 422, press="act=place")
    assert "passe avant d’autres" in asked.text("#erreurs")
    visitor.send(page, press="act=place", reason="Intervient le matin.")

    db.session.expire_all()
    assert [row.state for row in rows] == [CONFIRMED, WAITLISTED, CONFIRMED]
    text = visitor.client.get(f"/animer/inscriptions/{bookable.id}.csv").text
    lines = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))
    assert [line["Hors ordre"] for line in lines] == ["", "", "oui"]


def test_an_export_runs_no_formula_and_tells_no_need(visitor: Visitor, trainer: Member) -> None:
    bookable = held_by(trainer, 3)
    registers(bookable, MemberFactory(name="=HYPERLINK(1)"), needs="Une boucle magnétique.")
    visitor.sign_in(trainer)

    text = visitor.client.get(f"/animer/inscriptions/{bookable.id}.csv").text
    assert '"\'=HYPERLINK(1)"' in text
    assert "boucle" not in text
    sheet = visitor.client.get(f"/animer/inscriptions/{bookable.id}.xlsx")
    assert sheet.data.startswith(b"PK")


def test_a_seat_is_given_by_hand_to_a_guest_who_can_follow_it(
    visitor: Visitor, trainer: Member
) -> None:
    bookable = held_by(trainer)
    registers(bookable)
    page = visitor.sign_in(trainer).open(f"/animer/inscriptions/{bookable.id}/ajout")
    unnamed = visitor.send(page, 422, email="sacha@x.example", reason="Intervient.")
    assert "Aucun compte à cette adresse" in unnamed.text("#erreurs")
    visitor.send(page, email="sacha@x.example", guest_name="Sacha", reason="Intervient.")

    row = db.session.scalars(select(Registration).order_by(Registration.id.desc())).first()
    assert row
    assert (row.guest_name, row.state) == ("Sacha", CONFIRMED)
    event = db.session.scalars(select(RegistrationEvent).filter_by(registration_id=row.id)).one()
    assert (event.cause.value, event.note, event.actor_id) == (
        "out_of_order",
        "Intervient.",
        trainer.id,
    )


def test_a_guest_placed_twice_has_one_seat_and_nobody_is_placed_where_it_is_called_off(
    visitor: Visitor, trainer: Member
) -> None:
    bookable = held_by(trainer)
    page = visitor.sign_in(trainer).open(f"/animer/inscriptions/{bookable.id}/ajout")
    said = {"email": "sacha@x.example", "guest_name": "Sacha", "reason": "Intervient."}
    for _ in range(2):  # sent twice
        visitor.send(page, **said)
    assert states(bookable) == ["confirmed"]
    visitor.send(page, **said | {"guest_name": "Dominique"})  # another person, the same mailbox
    assert states(bookable) == ["confirmed", "confirmed"]

    bookable.lifecycle, bookable.cancelled_at, bookable.cancel_reason = (
        Lifecycle.CANCELLED, now(), "Grève.",
    )  # fmt: skip
    db.session.commit()
    refused = visitor.send(page, 422, **said | {"email": "autre@x.example"})
    assert "annulée" in refused.text("#erreurs")
    assert len(states(bookable)) == 2
    for part in ("inscriptions", "enquetes", "dossiers", "certificats"):  # nothing is offered there
        page = visitor.open(f"/animer/{part}/{bookable.id}")
        assert "nnulée" in page.text()
        assert not page.select(
            "main form, main .page-action, main [href$=ajout], main [href$=regles]"
        )


def test_nobody_is_placed_where_they_could_not_read_the_page(
    visitor: Visitor, trainer: Member
) -> None:
    bookable = held_by(trainer)
    page = visitor.sign_in(trainer).open(f"/animer/inscriptions/{bookable.id}/ajout")
    run = db.session.scalars(select(CourseRun).filter_by(bookable_id=bookable.id)).one()
    run.course.state = State.DRAFT
    db.session.commit()
    said = {"email": "sacha@x.example", "guest_name": "Sacha", "reason": "Intervient."}
    assert "n’est pas en ligne" in visitor.send(page, 422, **said).text("#erreurs")
    desk = visitor.open(f"/animer/inscriptions/{bookable.id}")
    assert "Sa page n’est pas en ligne" in desk.text()
    assert not {"Donner une place", "Inscriptions ouvertes"} & {*desk.texts("a, .badge")}
    assert states(bookable) == []


def test_a_cancellation_by_the_organizer_says_why(visitor: Visitor, trainer: Member) -> None:
    bookable = held_by(trainer)
    row, waiting = registers(bookable), registers(bookable)
    page = visitor.sign_in(trainer).open(f"/animer/inscriptions/{bookable.id}/{row.uuid}")
    visitor.send(page, press="act=annulation", reason="Doublon.")

    db.session.expire_all()
    assert (row.state.value, waiting.state) == ("cancelled_by_organiser", CONFIRMED)
    assert row.cancel_reason == "Doublon."


def test_once_it_has_begun_attendance_says_who_came(visitor: Visitor, trainer: Member) -> None:
    run = a_run(CourseFactory(provider=trainer.organization), seats=1)
    bookable, row = run.bookable, registers(run.bookable)
    address = f"/animer/inscriptions/{bookable.id}/{row.uuid}"
    opened_before = visitor.sign_in(trainer).open(address)
    run.starts_at = now()
    db.session.commit()

    late = visitor.send(opened_before, 409, press="act=annulation", reason="Doublon.")
    assert states(bookable) == ["confirmed"]
    assert "Doublon." in late.text("blockquote")
    assert not visitor.open(address).select("button[value=annulation]")


def test_a_group_is_agreed_to_as_one(visitor: Visitor, trainer: Member) -> None:
    bookable = held_by(trainer, 3, approval=Approval.MODERATOR)
    row = a_group(bookable, 3)[1]
    page = visitor.sign_in(trainer).open(f"/animer/inscriptions/{bookable.id}/{row.uuid}")
    visitor.send(page, press="act=accord")

    assert states(bookable) == ["confirmed"] * 3


def test_the_list_asks_as_little_for_many_as_for_few(visitor: Visitor, trainer: Member) -> None:
    bookable = held_by(trainer, 3)
    for _ in range(4):
        registers(bookable)
    visitor.sign_in(trainer).open(f"/animer/inscriptions/{bookable.id}")
    with counted() as few:
        visitor.open(f"/animer/inscriptions/{bookable.id}")
    for _ in range(8):
        registers(bookable)
    with counted() as many:
        visitor.open(f"/animer/inscriptions/{bookable.id}")

    assert len(many) <= len(few) + 1, many


def test_requests_of_the_past_hide_none_of_those_to_come(visitor: Visitor, trainer: Member) -> None:
    old, new = (held_by(trainer, 20, approval=Approval.MODERATOR) for _ in range(2))
    for _ in range(14):
        registers(old)
    run = db.session.get_one(CourseRun, old.id)
    run.take_place(today() - timedelta(days=30), today() - timedelta(days=29))
    late = registers(new)
    db.session.commit()

    assert late.holder_name in visitor.sign_in(trainer).open("/").text("main")
    here, elsewhere = an_animator(trainer.organization.region_code), an_animator("01")
    asks = f"Valider l’inscription de {late.holder_name}"
    MemberFactory(organization=trainer.organization, roles={Role.RECRUITER})  # teaches nothing
    assert not any(asks in task.label for task in tasks_of(here, now()))
    leave(trainer.membership, now())
    awaited = db.session.get_one(CourseRun, new.id)
    begins = datetime.combine(awaited.starts_on or today(), time(9))
    awaited.bookable.slots.append(Slot(starts_local=begins, ends_local=begins + timedelta(hours=3), trainer_id=trainer.id))  # fmt: skip
    db.session.commit()
    told = [
        any(asks in task.label for task in tasks_of(one, now()))
        for one in (here, elsewhere, trainer)
    ]
    assert told == [True, False, False], "nobody teaches there any more: its region answers"
    awaited.course.state = State.ARCHIVED
    db.session.commit()
    assert not any(asks in task.label for task in tasks_of(here, now()))
