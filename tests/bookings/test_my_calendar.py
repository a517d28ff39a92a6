"""My calendar: an address that only I was told, that can be renewed and taken back."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
import vobject
from sqlalchemy import select

from intranet.bookings import actions
from intranet.bookings.models import CalendarAddress, Registration, RegistrationState, Slot
from intranet.courses.models import CourseRun
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory
from tests.sql import counted
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


def a_seat(
    run: CourseRun, member: Member, state: RegistrationState = RegistrationState.CONFIRMED
) -> Registration:
    seat = Registration(bookable_id=run.bookable_id, member_id=member.id, state=state, rank=member.id)  # fmt: skip
    if state is RegistrationState.CANCELLED_BY_ORGANIZER:
        seat.cancelled_at = now()
    db.session.add(seat)
    db.session.commit()
    return seat


def my_address(visitor: Visitor, member: Member) -> str:
    """As the page shows it once."""
    visitor.sign_in(member)
    page = visitor.send(visitor.open("/moi/agenda"), form="form[action='/moi/agenda']")
    return page.text("code").partition("/moi/")[2]


def events(visitor: Visitor, address: str) -> list[Any]:
    answer = visitor.client.get(f"/moi/{address}")
    assert answer.status_code == 200
    return list(vobject.readOne(answer.text).contents.get("vevent", []))


def test_the_address_is_shown_once_and_only_its_digest_is_kept(visitor: Visitor) -> None:
    address = my_address(visitor, MemberFactory())

    kept = db.session.scalars(select(CalendarAddress)).one()
    word = address.removeprefix("agenda/").removesuffix(".ics")
    assert len(word) > 40
    assert word not in kept.digest
    assert word not in visitor.open("/moi/agenda").text()


def test_it_holds_my_seats_at_the_hours_of_their_place_and_nobody_elses(visitor: Visitor) -> None:
    me, other = MemberFactory(), MemberFactory()
    mine, theirs = a_run(CourseFactory(title="La mienne"), 20, 1, at="97411"), a_run(CourseFactory(title="La leur"), 20)  # fmt: skip
    starts = datetime.combine(mine.starts_on, time(9))
    mine.bookable.slots.append(Slot(starts_local=starts, ends_local=starts + timedelta(hours=3)))
    a_seat(mine, me)
    a_seat(theirs, other)

    (event,) = events(visitor, my_address(visitor, me))

    assert event.summary.value == "La mienne"
    assert event.uid.value == mine.bookable.ics_uid
    assert event.dtstart.value.utcoffset() == timedelta(hours=4)
    assert event.status.value == "CONFIRMED"


def test_a_place_in_line_is_tentative_and_says_so(visitor: Visitor) -> None:
    me = MemberFactory()
    a_seat(a_run(CourseFactory(title="Attendue"), 20), me, RegistrationState.WAITLISTED)

    (event,) = events(visitor, my_address(visitor, me))

    assert (event.summary.value, event.status.value) == ("Attendue (liste d’attente)", "TENTATIVE")


def test_a_run_called_off_is_said_so_and_a_seat_taken_back_is_no_meeting(visitor: Visitor) -> None:
    me = MemberFactory()
    called_off = a_run(CourseFactory(title="Annulée"), 20, cancelled=True)
    a_seat(called_off, me, RegistrationState.CANCELLED_BY_ORGANIZER)
    a_seat(a_run(CourseFactory(title="Place retirée"), 20), me, RegistrationState.CANCELLED_BY_ORGANIZER)  # fmt: skip
    a_seat(a_run(CourseFactory(title="Abandonnée"), 20), me, RegistrationState.DECLINED)

    (event,) = events(visitor, my_address(visitor, me))

    assert (event.summary.value, event.status.value) == ("Annulée", "CANCELLED")


def test_the_link_to_follow_it_is_told_from_the_day_before_to_who_has_a_seat(
    visitor: Visitor, time_machine: Any
) -> None:
    me = MemberFactory()
    run = a_run(CourseFactory(), 20, at=None)
    run.bookable.remote_url = "https://visio.example/salle"
    a_seat(run, me)
    address = my_address(visitor, me)

    assert "visio.example" not in visitor.client.get(f"/moi/{address}").text
    time_machine.move_to(run.starts_at - timedelta(hours=20))
    unfolded = visitor.client.get(f"/moi/{address}").text.replace("\r\n ", "")
    assert "visio.example" in unfolded
    actions.postpone(run.bookable_id, now(), "Salle prise.", by=MemberFactory())
    db.session.commit()
    assert "visio.example" not in visitor.client.get(f"/moi/{address}").text.replace("\r\n ", "")


def test_what_a_trainer_gives_is_in_their_calendar(visitor: Visitor) -> None:
    trainer = MemberFactory()
    run = a_run(CourseFactory(title="Donnée"), 20, 1)
    starts = datetime.combine(run.starts_on, time(9))
    run.bookable.slots.append(Slot(starts_local=starts, ends_local=starts + timedelta(hours=3), trainer_id=trainer.id))  # fmt: skip
    db.session.commit()

    assert [one.summary.value for one in events(visitor, my_address(visitor, trainer))] == ["Donnée"]  # fmt: skip


def test_renewed_the_old_address_opens_nothing(visitor: Visitor) -> None:
    me = MemberFactory()
    old = my_address(visitor, me)
    page = visitor.open("/moi/agenda")

    new = visitor.send(page, form="form[action='/moi/agenda']").text("code").partition("/moi/")[2]

    assert visitor.client.get(f"/moi/{old}").status_code == 404
    assert visitor.client.get(f"/moi/{new}").status_code == 200


def test_taken_back_it_opens_nothing(visitor: Visitor) -> None:
    address = my_address(visitor, MemberFactory())

    visitor.send(visitor.open("/moi/agenda"), form="form[action='/moi/agenda/retrait']")

    assert visitor.client.get(f"/moi/{address}").status_code == 404


@pytest.mark.parametrize("word", ["x", "a" * 3000, "é"])
def test_a_word_tried_at_random_opens_nothing(visitor: Visitor, word: str) -> None:
    assert visitor.client.get(f"/moi/agenda/{word}.ics").status_code == 404


def test_read_again_unchanged_it_is_not_sent_again(visitor: Visitor) -> None:
    me = MemberFactory()
    a_seat(a_run(CourseFactory(), 20), me)
    address = f"/moi/{my_address(visitor, me)}"
    first = visitor.client.get(address)

    again = visitor.client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert "private" in first.headers["Cache-Control"]
    assert db.session.scalars(select(CalendarAddress)).one().last_read_at


def test_ten_seats_ask_no_more_statements_than_one(visitor: Visitor) -> None:
    me = MemberFactory()
    a_seat(a_run(CourseFactory(), 20), me)
    address = f"/moi/{my_address(visitor, me)}"
    visitor.client.get(address)

    def asked() -> int:
        with counted() as statements:
            visitor.client.get(address)
        return len(statements)

    few = asked()
    for _ in range(9):
        a_seat(a_run(CourseFactory(), 20), me)
    assert asked() == few
