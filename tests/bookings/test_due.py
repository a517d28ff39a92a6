"""What the clock does to seats, once; and what is left of whoever closes their account."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from intranet.bookings import actions
from intranet.bookings.commands import look_after_seats
from intranet.bookings.models import Approval, Cause, Lifecycle, RegistrationEvent, WaitlistMode
from intranet.home.queries.tasks import tasks_of
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.actions import close_account
from tests.bookings.factories import CONFIRMED, a_bookable, a_group, registers, states
from tests.courses.factories import CourseFactory
from tests.factories import MemberFactory, a_trainer
from tests.letters import subjects_to
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


def how_many_letters() -> int:
    return db.session.scalar(select(func.count(Letter.id))) or 0


def test_a_lapsed_offer_goes_on_once_whatever_the_number_of_ticks() -> None:
    bookable = a_bookable(seats=1, waitlist_mode=WaitlistMode.OFFER)
    seated, first, second = (registers(bookable) for _ in range(3))
    actions.cancel(seated, now(), by=seated.member)
    later = now() + timedelta(hours=49)

    look_after_seats(later)
    after_one = how_many_letters()
    look_after_seats(later)

    assert (first.state.value, second.state.value) == ("expired", "offered")
    assert how_many_letters() == after_one

    look_after_seats(
        later + timedelta(days=30)
    )  # it has begun: the second offer ended with its line

    said = [
        "elle va à qui attend" in body
        for body in db.session.scalars(
            select(Letter.body)
            .where(
                Letter.recipient.in_([one.member.email for one in (first, second) if one.member])
            )
            .where(Letter.subject.startswith("Proposition expirée"))
            .order_by(Letter.id)
        )
    ]
    assert said == [True, False]


def test_needs_are_wiped_thirty_days_after_the_end() -> None:
    row = registers(a_bookable(days=20), needs="Une boucle magnétique.")
    look_after_seats(now() + timedelta(days=51))
    assert row.needs

    look_after_seats(now() + timedelta(days=53))
    assert (row.needs, row.has_needs) == ("", True)


def test_two_weeks_before_the_trainer_reads_once_that_too_few_come() -> None:
    trainer = a_trainer()
    course = CourseFactory(provider=trainer.organization)
    bookable = a_bookable(8, course, min_participants=2)
    registers(bookable)
    look_after_seats(now())
    assert not any("Trop peu" in subject for subject in subjects_to(trainer))

    for _ in range(2):
        look_after_seats(now() + timedelta(days=7))

    told = [subject for subject in subjects_to(trainer) if "Trop peu" in subject]
    assert len(told) == 1


def test_a_run_confirms_itself_once_enough_people_come_if_it_was_chosen() -> None:
    chosen = a_bookable(8, min_participants=2, confirms_itself=True)
    other = a_bookable(8, min_participants=2)
    rows = [registers(bookable) for bookable in (chosen, other)]
    look_after_seats(now())
    assert chosen.lifecycle is Lifecycle.SCHEDULED
    for bookable in (chosen, other):
        registers(bookable)
    for _ in range(2):
        look_after_seats(now())

    assert (chosen.lifecycle, other.lifecycle) == (Lifecycle.CONFIRMED, Lifecycle.SCHEDULED)
    assert [s.startswith("C’est confirmé") for s in subjects_to(rows[0].member)] == [False, True]
    assert len(subjects_to(rows[1].member)) == 1


def test_given_new_dates_after_a_postponement_it_is_told_again_that_it_will_be_held() -> None:
    bookable = a_bookable(8, min_participants=1, confirms_itself=True)
    row = registers(bookable)
    unnamed, _ = a_group(bookable, 2)
    look_after_seats(now())
    bookable.lifecycle, bookable.ics_sequence = Lifecycle.SCHEDULED, bookable.ics_sequence + 2
    db.session.commit()
    look_after_seats(now())

    for follower in (row.member, unnamed.requested_by):
        assert sum(each.startswith("C’est confirmé") for each in subjects_to(follower)) == 2


def test_offers_and_agreements_to_give_are_things_to_do() -> None:
    bookable = a_bookable(seats=1, waitlist_mode=WaitlistMode.OFFER)
    seated, first = registers(bookable), registers(bookable)
    actions.cancel(seated, now(), by=seated.member)
    trainer = a_trainer()
    course = CourseFactory(provider=trainer.organization)
    asked = registers(a_bookable(3, course, approval=Approval.MODERATOR))

    labels = [task.label for task in tasks_of(first.member, now())]
    assert any(label.startswith("Répondre : une place est proposée à") for label in labels)
    labels = [task.label for task in tasks_of(trainer, now())]
    assert f"Valider l’inscription de {asked.holder_name} à « {course.title} »" in labels
    late = tasks_of(trainer, now() + timedelta(days=25))
    assert not any(task.label.startswith("Valider l’inscription") for task in late)


def test_once_it_has_begun_a_line_promises_nothing_any_more(visitor: Visitor) -> None:
    bookable, me = a_bookable(seats=1), MemberFactory()
    registers(bookable)
    address = f"/moi/inscriptions/{registers(bookable, me).uuid}"
    assert "Un courriel préviendra" in visitor.sign_in(me).open(address).text()
    with time_machine.travel(now() + timedelta(days=25), tick=False):
        late = visitor.sign_in(me).open(address).text()
    assert "Un courriel préviendra" not in late
    assert "a commencé sans que la place attendue se libère" in late


def test_closing_an_account_gives_the_seats_back_and_forgets_what_was_said() -> None:
    bookable = a_bookable(seats=1)
    mine, waiting = registers(bookable, needs="Une boucle."), registers(bookable)
    asked = a_bookable(seats=3, course=CourseFactory())
    group = a_group(asked, 3, by=mine.member)
    colleague = MemberFactory()
    actions.name(group[0], now(), by=mine.member, member=colleague)
    done = a_bookable(seats=2)
    left = registers(done, mine.member)
    actions.cancel(left, now(), by=mine.member, reason="Camille a un empêchement.")
    db.session.commit()

    close_account(mine.member, now())
    db.session.commit()

    assert (mine.state.value, waiting.state) == ("cancelled", CONFIRMED)
    assert states(asked) == ["confirmed", "cancelled", "cancelled"]
    assert (mine.needs, left.cancel_reason, mine.holder_name) == ("", "", "Compte fermé")
    last = db.session.scalars(
        select(RegistrationEvent)
        .where(RegistrationEvent.registration_id == mine.id)
        .order_by(RegistrationEvent.id.desc())
    ).first()
    assert last
    assert last.cause is Cause.ERASED
    notes = select(RegistrationEvent.note).where(RegistrationEvent.registration_id == left.id)
    assert not any(db.session.scalars(notes))


def test_what_has_begun_stays_when_an_account_closes() -> None:
    row = registers(a_bookable(seats=3))
    close_account(row.member, now() + timedelta(days=21))

    assert row.state is CONFIRMED


def test_the_rules_are_changed_on_their_page_and_only_once(app: Flask, visitor: Visitor) -> None:
    trainer = a_trainer()
    bookable = a_bookable(1, CourseFactory(provider=trainer.organization))
    registers(bookable), registers(bookable)
    page = visitor.sign_in(trainer).open(f"/animer/inscriptions/{bookable.id}/regles")
    wrong = visitor.send(page, 422, min_participants="9", capacity="3", opens_on="2027-02-02", closes_on="2027-02-01")  # fmt: skip
    assert len(wrong.texts("#erreurs li")) == 2

    done = visitor.send(page, capacity="3", min_participants="2", closes_on="2099-02-01", waitlist_mode="offer", approval="manager")  # fmt: skip
    assert "1 personne de la liste d’attente en profite" in done.text()
    stale = visitor.send(page, 409, capacity="9")
    assert "Rien n’a été écrasé" in stale.text()
    db.session.expire_all()
    assert (bookable.capacity, bookable.waitlist_mode, bookable.approval) == (
        3,
        WaitlistMode.OFFER,
        Approval.MANAGER,
    )
    again = visitor.open(f"/animer/inscriptions/{bookable.id}/regles")
    assert again.answers(again.form())["closes_on"] == ["2099-02-01"]
