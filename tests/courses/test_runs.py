"""Announcing runs, moving them, calling them off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from intranet.bookings import actions
from intranet.bookings.models import Lifecycle, SeatKind, last_instant
from intranet.courses import queries
from intranet.courses.models import Course
from intranet.discussions.models import News
from intranet.discussions.queries import told_elsewhere
from intranet.kit.clock import now, today
from intranet.kit.db import db, every
from intranet.kit.letters import Letter
from intranet.members.models import Member
from tests.bookings.factories import registers
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory, a_trainer, an_animator
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")

START = today() + timedelta(days=40)
RUN = {
    "starts_on": START.isoformat(),
    "ends_on": START.isoformat(),
    "commune": "Rennes",
    "seats": "8",
    "price": "700",
    "label": "Deuxième promotion",
}


@pytest.fixture
def course(edition: Any) -> Course:
    return CourseFactory()


@pytest.fixture
def trainer(course: Course) -> Member:
    return a_trainer(organization=course.provider)


def test_a_further_run_is_shown_at_once(visitor: Visitor, course: Course, trainer: Member) -> None:
    visitor.sign_in(trainer)

    page = visitor.send(visitor.open(f"{course.address}/sessions/nouvelle"), **RUN)

    table = page.text("table")
    for words in ("Rennes (Bretagne)", "700 €", "Deuxième promotion", "8"):
        assert words in table
    assert visitor.open("/formations?region=53").texts("article h3") == [course.title]


def test_the_link_of_a_remote_run_is_said_once_and_read_from_the_day_before_by_who_has_a_seat(
    visitor: Visitor, course: Course, trainer: Member, time_machine: Any
) -> None:
    visitor.sign_in(trainer)
    said = {"is_remote": True, "commune": "", "remote_url": "https://visio.example/salle"}
    asked = visitor.open(f"{course.address}/sessions/nouvelle")
    visitor.send(asked, **RUN | said, practical="Un casque est utile.")
    (run,) = every(queries.next_runs(now()))
    opened = visitor.open(f"{course.address}/sessions/{run.id}/modifier")
    assert opened.first("#remote_url").attrib["value"] == "https://visio.example/salle"
    actions.set_seats(run.id, 8, 8, now(), by=trainer)
    row = registers(run.bookable, seat_kind=SeatKind.REMOTE)
    mine = f"/moi/inscriptions/{row.uuid}"

    page = visitor.sign_in(row.member).open(mine)
    letter = db.session.scalars(select(Letter).filter_by(recipient=row.member.email)).one()
    assert "paraîtra ici la veille" in page.text("main")
    assert "visio.example" not in page.html + letter.body
    assert "le lien paraîtra la veille" in letter.body
    assert run.bookable.practical == "Un casque est utile."
    time_machine.move_to(run.starts_at - timedelta(hours=20))
    page = visitor.sign_in(row.member).open(mine)
    assert page.link("Rejoindre") == "https://visio.example/salle"
    time_machine.move_to(run.ends_at + timedelta(hours=1))
    assert "visio" not in visitor.sign_in(row.member).open(mine).text("main")


def test_a_run_that_does_not_hold_together_is_refused(
    visitor: Visitor, course: Course, trainer: Member
) -> None:
    visitor.sign_in(trainer)

    page = visitor.send(
        visitor.open(f"{course.address}/sessions/nouvelle"), 422,
        **RUN | {"ends_on": "2020-01-01", "commune": "", "price": "x"},
    )  # fmt: skip

    assert len(page.texts("#erreurs li")) == 3
    assert every(queries.next_runs(now())) == []


def test_a_run_is_moved_and_its_calendar_told(
    visitor: Visitor, course: Course, trainer: Member
) -> None:
    run = a_run(course, 10)
    closes_on = today() + timedelta(days=3)
    run.bookable.closes_at = last_instant(closes_on, run.bookable.tz)
    visitor.sign_in(trainer)
    page = visitor.open(f"{course.address}/sessions/{run.id}/modifier")
    assert page.first("[name=commune]").attrib["value"] == "Nancy (54)"

    visitor.send(
        page, starts_on=START.isoformat(), ends_on=START.isoformat(), commune="Saint-Denis (974)"
    )

    db.session.expire_all()
    assert (run.starts_on, run.bookable.tz) == (START, "Indian/Reunion")
    assert run.bookable.ics_sequence == 1
    assert run.bookable.closes_at == last_instant(closes_on, "Indian/Reunion")


def test_a_run_under_way_keeps_its_first_day(
    visitor: Visitor, course: Course, trainer: Member
) -> None:
    run = a_run(course, -1, 5)
    visitor.sign_in(trainer)

    visitor.send(visitor.open(f"{course.address}/sessions/{run.id}/modifier"), seats="20")

    db.session.expire_all()
    assert run.seats == 20


def test_two_who_move_a_run_at_once(visitor: Visitor, course: Course, trainer: Member) -> None:
    run = a_run(course, 10)
    visitor.sign_in(trainer)
    mine = visitor.open(f"{course.address}/sessions/{run.id}/modifier")
    visitor.send(visitor.open(f"{course.address}/sessions/{run.id}/modifier"), seats="20")

    page = visitor.send(mine, 409, seats="30")

    assert trainer.name in page.text("form .notice")
    assert page.first("[name=seats]").attrib["value"] == "30"
    db.session.expire_all()
    assert run.seats == 20


def test_a_run_is_called_off_with_a_reason_once(
    visitor: Visitor, course: Course, trainer: Member
) -> None:
    run, seated = a_run(course, 10), MemberFactory()
    registers(run.bookable, seated)
    visitor.sign_in(trainer)
    address = f"{course.address}/sessions/{run.id}/annulation"
    form = visitor.open(address)
    assert "Dites pourquoi" in visitor.send(form, 422).text("#erreurs")

    page = visitor.send(form, reason="Salle indisponible.")
    again = visitor.send(form, 409, reason="Encore")

    assert "Salle indisponible." in page.text("table")
    assert "Aucune session à venir" in page.text(".item-text")
    assert trainer.name in again.text()
    [told] = every(select(News))  # whoever had a seat has a letter of it, and no digest
    assert told_elsewhere([seated.id, trainer.id], [told]) == {(seated.id, told.id)}


def test_a_run_that_was_held_is_not_called_off_on_its_last_evening(
    visitor: Visitor, course: Course, trainer: Member
) -> None:
    run = a_run(course, -1, lasts=2)
    visitor.sign_in(trainer)
    stale = visitor.open(f"/formations/{course.id}/sessions/{run.id}/annulation")
    run.bookable.lifecycle = Lifecycle.COMPLETED
    db.session.commit()

    links = visitor.open(course.address).texts(".row-links a")
    assert [link for link in links if link.startswith(("Annuler", "Reporter", "Modifier"))] == []
    visitor.send(stale, 409, reason="Finalement non.")
    assert run.bookable.cancelled_at is None


def test_a_cancelled_run_is_not_moved(visitor: Visitor, course: Course, trainer: Member) -> None:
    run = a_run(course, 10, cancelled=True)
    visitor.sign_in(trainer)

    visitor.open(f"{course.address}/sessions/{run.id}/modifier", status=403)


def test_a_run_is_found_under_its_own_course_only(
    visitor: Visitor, course: Course, trainer: Member
) -> None:
    run = a_run(CourseFactory(provider=course.provider))
    visitor.sign_in(trainer)

    visitor.open(f"{course.address}/sessions/{run.id}/modifier", status=404)


@pytest.mark.parametrize("who", [MemberFactory, a_trainer])
def test_whoever_does_not_teach_it_announces_moves_and_cancels_no_run(
    visitor: Visitor, course: Course, who: Any
) -> None:
    run = a_run(course)
    visitor.sign_in(who())

    for path in ("nouvelle", f"{run.id}/modifier", f"{run.id}/annulation"):
        visitor.open(f"{course.address}/sessions/{path}", status=403)


def test_an_animator_announces_a_run(visitor: Visitor, course: Course) -> None:
    visitor.sign_in(an_animator())
    visitor.open(f"{course.address}/sessions/nouvelle")


def test_the_runs_to_come_of_an_organization_are_found_by_date(
    visitor: Visitor, course: Course
) -> None:
    soon, later = a_run(course, 5), a_run(course, 50)
    a_run(course, -5)
    a_run(course, 6, cancelled=True)
    a_run(CourseFactory(provider=course.provider, draft=True), 7)
    other = a_run(CourseFactory(), 6)
    at = soon.starts_at - timedelta(days=2)

    assert every(queries.coming_runs_of(course.provider_id, at)) == [soon, later]
    assert every(queries.next_runs(at)) == [soon, other, later]


def test_fewer_seats_than_the_minimum_are_refused(
    visitor: Visitor, course: Course, trainer: Member
) -> None:
    run = a_run(course, seats=12)
    run.bookable.min_participants = 6
    db.session.commit()
    page = visitor.sign_in(trainer).open(f"{course.address}/sessions/{run.id}/modifier")
    refused = visitor.send(page, 422, seats="5")

    assert "à partir de 6 personnes" in refused.text("#erreurs")


def test_a_run_that_was_over_and_is_given_days_to_come_is_awaited_again(
    visitor: Visitor, course: Course, trainer: Member
) -> None:
    run = a_run(course, -3, seats=6)
    run.bookable.lifecycle = Lifecycle.COMPLETED
    db.session.commit()
    address = f"{course.address}/sessions/{run.id}"
    page = visitor.sign_in(trainer).open(f"{address}/modifier")

    on = today() + timedelta(days=20)
    visitor.send(page, starts_on=on.isoformat(), ends_on=on.isoformat())

    db.session.expire_all()
    assert run.bookable.lifecycle is Lifecycle.SCHEDULED
    visitor.send(visitor.open(f"{address}/annulation"), reason="La salle est fermée.")
    db.session.expire_all()
    assert run.bookable.lifecycle is Lifecycle.CANCELLED


def test_a_run_whose_attendance_is_settled_stays_where_it_was(
    visitor: Visitor, course: Course, trainer: Member
) -> None:
    run = a_run(course, -30)
    run.bookable.lifecycle, run.bookable.attendance_locked_at = Lifecycle.COMPLETED, now()
    db.session.commit()
    page = visitor.sign_in(trainer).open(f"{course.address}/sessions/{run.id}/modifier")

    on = today() + timedelta(days=20)
    refused = visitor.send(page, 422, starts_on=on.isoformat(), ends_on=on.isoformat())

    assert "Les présences sont arrêtées" in refused.text("#erreurs")
