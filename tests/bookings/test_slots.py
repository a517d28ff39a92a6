"""The half-days of a run: hours that exist, that do not overlap, and what follows when they move."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from intranet.bookings import actions
from intranet.bookings.commands import tend_meetings
from intranet.bookings.models import (
    Approval,
    Bookable,
    Lifecycle,
    MeetingEvent,
    instant,
    last_instant,
)
from intranet.courses.actions import cancel_run
from intranet.courses.models import Course
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.kit.texts import NO_BREAK, day
from intranet.members.models import Member
from tests.bookings.factories import CONFIRMED, WAITLISTED, a_group, registers, states
from tests.bookings.proofs import seated
from tests.bookings.running import a_coming_run, hours_of
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory, a_trainer
from tests.letters import subjects_to
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


@pytest.fixture
def trainer() -> Member:
    return a_trainer()


@pytest.fixture
def course(trainer: Member) -> Course:
    found: Course = CourseFactory(provider=trainer.organization)
    return found


def link_of(member: Member, subject: str) -> str:
    """The address that a letter carries."""
    letter = db.session.scalars(
        select(Letter).where(Letter.recipient == member.email, Letter.subject.startswith(subject))
    ).one()
    return str(letter.secret_link).removeprefix("http://localhost")


def test_a_day_is_added_by_its_morning_and_its_afternoon(
    visitor: Visitor, trainer: Member, course: Course
) -> None:
    run = a_run(course, 20, 1)
    visitor.sign_in(trainer)
    page = visitor.open(f"/animer/seances/{run.id}")
    page = visitor.send(page, room="Salle Stanislas", trainer=str(trainer.id))

    on = f"{run.starts_on:%d/%m}"
    assert hours_of(run.bookable) == [f"{on} 09:00", f"{on} 14:00"]
    assert [slot.half_day_number for slot in run.bookable.slots] == [1, 2]
    assert "Salle Stanislas" in page.text()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"morning_from": "12:00", "morning_to": "09:00"}, "La fin est avant le début"),
        ({"morning_to": "15:00"}, "commence avant la fin du matin"),
        ({"morning_to": ""}, "Indiquez les deux heures, ou aucune"),
        ({"on": "2020-01-06"}, "changez d’abord ses dates"),
        (
            dict.fromkeys(("morning_from", "morning_to", "afternoon_from", "afternoon_to"), ""),
            "Indiquez les heures",
        ),
    ],
)
def test_hours_that_cannot_be_are_refused_with_a_sentence(
    visitor: Visitor, trainer: Member, course: Course, typed: dict[str, str], sentence: str
) -> None:
    run = a_run(course, 20, 1)
    page = visitor.sign_in(trainer).open(f"/animer/seances/{run.id}")
    assert sentence in visitor.send(page, 422, **typed).text("#erreurs")
    assert hours_of(run.bookable) == []


def test_hours_that_overlap_others_are_refused(
    visitor: Visitor, trainer: Member, course: Course
) -> None:
    run = a_coming_run(course)
    page = visitor.sign_in(trainer).open(f"/animer/seances/{run.id}")
    page = visitor.send(page, 422, morning_from="11:00", morning_to="13:00")
    assert "en recouvrent d’autres" in page.text("#erreurs")
    assert len(hours_of(run.bookable)) == 2


# In a winter told here, so that both changes of hour are to come whatever day it is.
NEW_YEAR = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
SPRING_FORWARD, FALL_BACK = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("on", "sentence"), [(SPRING_FORWARD, "n’existe pas"), (FALL_BACK, "arrive deux fois")]
)
def test_an_hour_that_does_not_exist_or_comes_twice_is_refused(
    visitor: Visitor, trainer: Member, course: Course, on: date, sentence: str
) -> None:
    with time_machine.travel(NEW_YEAR, tick=False):
        run = a_run(course, starts_on=on, lasts=1)
        page = visitor.sign_in(trainer).open(f"/animer/seances/{run.id}")
        said = visitor.send(page, 422, morning_from="02:30", morning_to="05:00").text("#erreurs")
    assert sentence in said


def test_the_same_hour_exists_overseas(visitor: Visitor, trainer: Member, course: Course) -> None:
    """Réunion has no summer time: 2:30 comes once that night, there."""
    with time_machine.travel(NEW_YEAR, tick=False):
        run = a_run(course, starts_on=SPRING_FORWARD, lasts=1, at="97411")
        page = visitor.sign_in(trainer).open(f"/animer/seances/{run.id}")
        visitor.send(page, morning_from="02:30", morning_to="05:00")
    assert hours_of(run.bookable)[0] == "29/03 02:30"


def test_what_was_changed_meanwhile_is_never_overwritten(
    visitor: Visitor, trainer: Member, course: Course
) -> None:
    run = a_coming_run(course)
    page = visitor.sign_in(trainer).open(f"/animer/seances/{run.id}/{run.bookable.slots[0].id}")
    run.bookable.lock_version += 1
    db.session.commit()
    after = visitor.send(page, 409, room="Ailleurs")
    assert "Rien n’a été écrasé" in after.text()
    assert after.first("[name=room]").attrib["value"] == "Ailleurs"
    page = visitor.send(after, form="form[action$=retrait]")
    assert len(hours_of(run.bookable)) == 1
    for _ in range(2):
        told = visitor.send(page, form="form[action$=annonce]")
        assert "personne à prévenir" in told.text("[role=status]")


def test_everybody_is_told_once_of_several_changes_after_a_quiet_time(
    visitor: Visitor, trainer: Member, course: Course
) -> None:
    run = a_coming_run(course)
    somebody = MemberFactory()
    registers(run.bookable, somebody)
    visitor.sign_in(trainer)
    for slot in list(run.bookable.slots):
        page = visitor.open(f"/animer/seances/{run.id}/{slot.id}")
        visitor.send(page, room="Salle 2")
    db.session.expire_all()
    assert run.bookable.ics_sequence == 2

    tend_meetings(now())
    assert not [one for one in subjects_to(somebody) if one.startswith("Dates modifiées")]
    tend_meetings(now() + timedelta(hours=1))
    tend_meetings(now() + timedelta(hours=2))
    assert len([one for one in subjects_to(somebody) if one.startswith("Dates modifiées")]) == 1


def test_a_moved_run_takes_its_half_days_along_and_asks_who_keeps_their_seat(
    visitor: Visitor, trainer: Member, course: Course
) -> None:
    run = a_coming_run(course)
    somebody = MemberFactory()
    row = registers(run.bookable, somebody)
    page = visitor.sign_in(trainer).open(f"/formations/{course.id}/sessions/{run.id}/modifier")
    new = (run.starts_on or today()) + timedelta(days=7)
    visitor.send(page, starts_on=new.isoformat(), ends_on=new.isoformat())

    assert hours_of(run.bookable) == [f"{new:%d/%m} 09:00", f"{new:%d/%m} 14:00"]
    db.session.expire_all()
    assert run.bookable.ics_sequence == 1
    actions.announce(run.id, now())
    db.session.commit()

    link = link_of(somebody, "Dates modifiées")
    page = visitor.open(link)
    assert row.kept_sequence == 0  # opening changes nothing
    assert "Venez-vous toujours" in page.text()
    visitor.client.post(link, data={"csrf_token": page.first("[name=csrf_token]").attrib["value"], "act": "maintien"})  # fmt: skip
    db.session.refresh(row)
    assert row.kept_sequence == 1
    assert "Venez-vous toujours" not in visitor.open(link).text()


def test_a_run_is_not_moved_to_where_its_half_days_cannot_go(
    visitor: Visitor, trainer: Member, course: Course
) -> None:
    run = a_coming_run(course, lasts=2)
    page = visitor.sign_in(trainer).open(f"/formations/{course.id}/sessions/{run.id}/modifier")
    said = visitor.send(page, 422, ends_on=str(run.starts_on)).text("#erreurs")
    assert "tomberait hors de ces jours" in said


def test_another_run_is_taken_in_one_gesture_or_not_at_all(
    visitor: Visitor, trainer: Member, course: Course
) -> None:
    here, there, full = a_coming_run(course), a_run(course, 60), a_run(course, 70, seats=1)
    registers(full.bookable)
    somebody = MemberFactory()
    registers(here.bookable, somebody)
    link = link_of(somebody, "Place confirmée")
    page = visitor.open(link)
    form = f"form[action='{link}/autre-session']"

    page = visitor.send(page, 409, form=form, session=str(full.id))
    assert "votre place d’ici vous est gardée" in page.text()
    assert states(here.bookable) == ["confirmed"]

    stale, gone, elsewhere = page, a_run(course, 80), a_run(course, 90)
    there_too = registers(elsewhere.bookable, somebody)
    cancel_run(gone, a_trainer(), now(), "Grève.")
    db.session.commit()
    page = visitor.send(stale, 409, form=form, session=str(gone.id))  # it was offered a moment ago
    assert "votre place d’ici vous est gardée" in page.text()
    page = visitor.send(stale, 409, form=form, session=str(elsewhere.id))
    assert "Déjà une inscription là-bas" in page.text()
    with time_machine.travel(now() + timedelta(days=21), tick=False):
        page = visitor.send(stale, 409, form=form, session=str(there.id))
        assert "Trop tard" in page.text()
    actions.cancel(there_too, now(), by=somebody)
    db.session.commit()

    page = visitor.send(stale, form=form, session=str(there.id))
    assert states(here.bookable) == ["cancelled"]
    assert states(there.bookable) == ["confirmed"]


def test_a_seat_without_a_name_stays_with_its_group(visitor: Visitor, course: Course) -> None:
    here, asker = a_coming_run(course, 20).bookable, MemberFactory()
    a_run(course, 40)
    row, form = a_group(here, 2, by=asker)[0], "form[action$='/autre-session']"
    assert not visitor.open(actions.path_of(row, asker)).select(form)

    actions.name(row, now(), by=asker, member=asker)
    assert visitor.open(actions.path_of(row)).select(form)


def test_a_seat_that_needs_an_agreement_is_not_had_by_exchange(
    visitor: Visitor, trainer: Member, course: Course
) -> None:
    here, there = a_coming_run(course), a_run(course, 60)
    there.bookable.approval = Approval.MODERATOR
    somebody = MemberFactory()
    registers(here.bookable, somebody)
    link = link_of(somebody, "Place confirmée")
    form = f"form[action='{link}/autre-session']"

    page = visitor.send(visitor.open(link), 409, form=form, session=str(there.bookable_id))

    assert "demande un accord avant" in page.text()
    assert (states(here.bookable), states(there.bookable)) == (["confirmed"], [])


def test_a_run_whose_last_day_has_no_half_day_yet_is_not_over(course: Course) -> None:
    run = a_coming_run(course, -1, lasts=3)
    for slot in run.bookable.slots[2:]:
        db.session.delete(slot)
    db.session.commit()
    db.session.refresh(run.bookable)
    seated(run)

    tend_meetings(now())
    assert run.bookable.lifecycle is Lifecycle.SCHEDULED
    tend_meetings(now() + timedelta(days=3))
    assert run.bookable.lifecycle is Lifecycle.COMPLETED


def test_of_seats_without_a_name_who_asked_for_them_is_told_once(
    trainer: Member, course: Course
) -> None:
    run, asker = a_coming_run(course, 20), MemberFactory()
    rows = a_group(run.bookable, 4, by=asker)
    actions.name(rows[0], now(), by=asker, guest_name="Sacha", guest_email="s@x.example")
    run.bookable.ics_sequence += 1
    db.session.commit()

    assert actions.announce(run.id, now()) == 2
    assert actions.postpone(run.id, now(), "Grève.", by=trainer) == 2

    for subject in ("Dates modifiées", "Reportée"):
        told = select(Letter).where(Letter.subject.startswith(subject)).order_by(Letter.id)
        holder, group = db.session.scalars(told).all()
        assert (holder.recipient, group.recipient) == ("s@x.example", asker.email)
        assert group.body.startswith(f"Bonjour {asker.name},")
        assert "/moi/inscriptions/groupes/" in group.body
        assert "[lien]" in holder.body
        assert "[lien]" not in group.body


def test_what_was_postponed_has_not_begun_and_takes_its_new_days_however_late(
    visitor: Visitor, trainer: Member, course: Course
) -> None:
    run = a_coming_run(course, 2)
    row, other = registers(run.bookable, needs="Une boucle magnétique."), registers(run.bookable)
    run.bookable.closes_at = run.bookable.promotes_until = last_instant(today(), run.bookable.tz)
    actions.postpone(run.id, now(), "Le formateur est souffrant.", by=trainer)
    db.session.commit()

    with time_machine.travel(now() + timedelta(days=40), tick=False):
        actions.forget_needs(now())
        assert row.needs
        actions.cancel(other, now(), by=other.member)  # as the letter says one may
        address = f"/formations/{course.id}/sessions/{run.id}/modifier"
        on = (today() + timedelta(days=10)).isoformat()
        page = visitor.sign_in(trainer).open(address)
        assert "On ne s’y inscrit plus" in page.text()
        said = visitor.send(page, starts_on=on, ends_on=on).text("[role=status]")
        db.session.expire_all()

        assert run.bookable.lifecycle is Lifecycle.SCHEDULED
        closes = last_instant(
            today() + timedelta(days=8), run.bookable.tz
        )  # two days before, as it was
        assert run.bookable.closes_at == run.bookable.promotes_until == closes
        assert (
            f"On s’inscrit jusqu’au {day(today() + timedelta(days=8)).replace(NO_BREAK, ' ')}"
            in said
        )
        assert {slot.starts_local.date().isoformat() for slot in run.bookable.slots} == {on}
        assert run.bookable.moved_at == now()


def test_a_postponed_run_keeps_its_seats_and_its_line_stands_still(
    visitor: Visitor, trainer: Member, course: Course
) -> None:
    run = a_coming_run(course, seats=1)
    somebody, waiting = MemberFactory(), MemberFactory()
    row = registers(run.bookable, somebody)
    registers(run.bookable, waiting)
    address = f"/formations/{course.id}/sessions/{run.id}"
    page = visitor.sign_in(trainer).open(f"{address}/report")
    assert "Dites pourquoi" in visitor.send(page, 422, reason=" ").text("#erreurs")
    visitor.send(page, reason="Le formateur est souffrant.")

    db.session.expire_all()
    assert run.bookable.lifecycle is Lifecycle.POSTPONED
    assert run.bookable.ics_sequence == 1
    assert subjects_to(somebody)[-1].startswith("Reportée")
    actions.cancel(row, now(), by=somebody)
    db.session.commit()
    assert states(run.bookable) == ["cancelled", "waitlisted"]

    new = (run.starts_on or today()) + timedelta(days=30)
    page = visitor.open(f"{address}/modifier")
    visitor.send(page, starts_on=new.isoformat(), ends_on=new.isoformat())
    db.session.refresh(run.bookable)
    assert run.bookable.lifecycle is Lifecycle.SCHEDULED
    assert states(run.bookable) == ["cancelled", "confirmed"]
    assert hours_of(run.bookable)[0].startswith(f"{new:%d/%m}")


def test_a_cancelled_run_says_why_and_proposes_the_next_one(
    visitor: Visitor, trainer: Member, course: Course
) -> None:
    run, following = a_coming_run(course), a_run(course, 90)
    somebody = MemberFactory()
    registers(run.bookable, somebody)
    page = visitor.sign_in(trainer).open(f"/formations/{course.id}/sessions/{run.id}/annulation")
    assert "Dites pourquoi" in visitor.send(page, 422).text("#erreurs")
    days = visitor.open(f"/animer/seances/{run.id}")
    visitor.send(page, reason="Trop peu d’inscrits.")
    typed = {
        "morning_from": "18:00",
        "morning_to": "19:00",
        "afternoon_from": "",
        "afternoon_to": "",
    }
    said = visitor.send(days, 409, room="Ailleurs", **typed)  # what was being written is given back
    assert said.first("[name=room]").attrib["value"] == "Ailleurs"
    for page in (said, visitor.open(f"/animer/seances/{run.id}")):
        assert "ses demi-journées ne changent plus" in page.text()
        assert not page.select("main button, main th a")
    body = db.session.scalars(
        select(Letter.body).where(Letter.recipient == somebody.email).order_by(Letter.id.desc())
    ).first()
    assert body
    assert "Trop peu d’inscrits." in body
    assert f"/inscriptions/{following.id}" in body


def test_what_took_place_or_was_signed_for_moves_no_more(
    visitor: Visitor, trainer: Member, course: Course
) -> None:
    run = a_coming_run(course, days=-1, lasts=3)
    seated(run, half_days=1)
    before = hours_of(run.bookable)
    page = visitor.sign_in(trainer).open(f"/animer/seances/{run.id}/{run.bookable.slots[0].id}")
    assert "ne change plus" in page.text()
    assert "ne change plus" in visitor.send(page, 409, room="Ailleurs").text()

    actions.follow_days(run.id, 1, now())
    after = hours_of(run.bookable)
    assert after[:2] == before[:2]
    assert after[-1] != before[-1]


def test_a_run_is_over_an_hour_after_its_last_half_day(course: Course) -> None:
    run = a_coming_run(course, days=-1)
    seated(run, half_days=0)
    run.bookable.lifecycle = Lifecycle.CONFIRMED
    for row in db.session.query(type(seated(run))).filter_by(bookable_id=run.id):
        row.state = CONFIRMED
    db.session.commit()
    ends = datetime.combine(run.starts_on or today(), datetime.min.time()) + timedelta(hours=17.5)
    assert actions.complete(instant(ends, "Europe/Paris") + timedelta(minutes=59)) == 0
    assert actions.complete(instant(ends, "Europe/Paris") + timedelta(minutes=60)) == 1
    db.session.commit()
    bookable = db.session.get_one(Bookable, run.id)
    db.session.refresh(bookable)
    assert bookable.lifecycle is Lifecycle.COMPLETED
    assert db.session.query(MeetingEvent).filter_by(bookable_id=run.id).count() == 1
    assert WAITLISTED not in states(bookable)


def test_whoever_keeps_their_seat_is_told_of_what_moved_again_meanwhile(
    course: Course, trainer: Member
) -> None:
    run = a_coming_run(course, 20)
    row = registers(run.bookable)
    for days in (1, 2):
        run.bookable.ics_sequence += 1
        actions.note_move(run.id, f"{days} jour plus tard", now(), by=trainer)
        db.session.commit()
        if days == 1:
            actions.announce(run.id, now())
    actions.keep(row, now())
    db.session.commit()

    assert row.kept_sequence == 1
    assert actions.announce(run.id, now()) == 1
