"""Runs in people’s calendars, as another reader understands them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import vobject

from intranet.bookings.models import Lifecycle, Slot
from intranet.courses.models import CourseRun
from intranet.kit.clock import now, today
from intranet.kit.db import db
from tests.courses.factories import CourseFactory, a_run
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


def read(visitor: Visitor, address: str) -> list[Any]:
    answer = visitor.client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    return list(vobject.readOne(answer.text).contents.get("vevent", []))


def in_two_half_days(run: CourseRun) -> CourseRun:
    """9 h and 14 h of its first day, at the hours of its place."""
    for number, hour in enumerate((9, 14), 1):
        starts = datetime.combine(run.starts_on, time(hour))  # type: ignore[arg-type]
        run.bookable.slots.append(Slot(starts_local=starts, ends_local=starts + timedelta(hours=3), half_day_number=number))  # fmt: skip
    db.session.commit()
    return run


def test_a_run_without_hours_takes_its_whole_days(visitor: Visitor) -> None:
    run = a_run(CourseFactory(title="Accueillir, négocier"), 20, 2)

    (event,) = read(visitor, f"/formations/sessions/{run.id}.ics")

    assert event.uid.value == run.bookable.ics_uid
    assert event.summary.value == "Accueillir, négocier"
    assert event.dtstart.value == run.starts_on
    assert event.dtend.value == run.ends_on + timedelta(days=1)
    assert "Nancy (Grand Est)" in event.location.value
    assert event.status.value == "CONFIRMED"


def test_a_run_with_hours_has_one_entry_a_slot_at_the_hours_of_the_place(
    visitor: Visitor,
) -> None:
    run = in_two_half_days(a_run(CourseFactory(), 20, 1, at="97411"))

    morning, afternoon = read(visitor, f"/formations/sessions/{run.id}.ics")

    expected = datetime.combine(run.starts_on, time(5), UTC)  # 9 h in La Réunion
    assert morning.dtstart.value.astimezone(UTC) == expected
    assert afternoon.dtstart.value.astimezone(UTC) == expected + timedelta(hours=5)
    assert morning.uid.value == run.bookable.ics_uid
    assert afternoon.uid.value == run.bookable.ics_uid.replace("@", "-2@")


def test_a_moved_run_keeps_its_names_and_counts_one_more(visitor: Visitor) -> None:
    run = in_two_half_days(a_run(CourseFactory(), 20, 1))
    before = read(visitor, f"/formations/sessions/{run.id}.ics")
    for slot in run.bookable.slots:
        slot.starts_local += timedelta(days=7)
        slot.ends_local += timedelta(days=7)
    run.bookable.ics_sequence += 1
    db.session.commit()

    after = read(visitor, f"/formations/sessions/{run.id}.ics")

    assert [one.uid.value for one in after] == [one.uid.value for one in before]
    assert [int(one.sequence.value) for one in after] == [1, 1]
    assert after[0].dtstart.value - before[0].dtstart.value == timedelta(days=7)


def test_a_postponed_run_is_tentative(visitor: Visitor) -> None:
    run = a_run(CourseFactory(), 20)
    run.bookable.lifecycle = Lifecycle.POSTPONED
    db.session.commit()

    (event,) = read(visitor, f"/formations/sessions/{run.id}.ics")

    assert event.status.value == "TENTATIVE"


def test_a_cancelled_run_is_said_cancelled_for_thirty_days(visitor: Visitor) -> None:
    run = a_run(CourseFactory(), 60, cancelled=True)
    address = f"/formations/sessions/{run.id}.ics"

    (event,) = read(visitor, address)
    assert event.status.value == "CANCELLED"
    assert "Trop peu d’inscrits." in event.description.value

    run.bookable.cancelled_at = now() - timedelta(days=31)
    db.session.commit()
    assert read(visitor, address) == []


def test_what_has_not_changed_is_not_sent_again(visitor: Visitor) -> None:
    run = a_run(CourseFactory(), 20)
    address = f"/formations/sessions/{run.id}.ics"
    tag = visitor.client.get(address).headers["ETag"]

    assert visitor.client.get(address, headers={"If-None-Match": tag}).status_code == 304

    run.bookable.ics_sequence += 1
    db.session.commit()
    assert visitor.client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_the_run_of_a_draft_is_known_to_its_trainers_alone(visitor: Visitor) -> None:
    run = a_run(CourseFactory(draft=True), 20)

    assert visitor.client.get(f"/formations/sessions/{run.id}.ics").status_code == 404


def test_the_page_of_a_course_leads_to_the_calendar_of_each_run_to_come(visitor: Visitor) -> None:
    course = CourseFactory()
    run, over = a_run(course, 20), a_run(course, -20)

    page = visitor.open(course.address)

    links = [link.attrib["href"] for link in page.select("a[href$='.ics']")]
    assert links == [f"/formations/sessions/{run.id}.ics"]
    assert over.starts_on < today()


def test_a_region_is_followed_by_its_address(visitor: Visitor) -> None:
    both = CourseFactory(title="Nancy et Saint-Denis")
    a_run(both, 20, at="54395")
    there = a_run(both, 80, at="97411")
    a_run(CourseFactory(title="À distance"), 10, at=None)
    a_run(CourseFactory(title="Brouillon", draft=True), 10)
    a_run(CourseFactory(title="Finie"), -60)

    every = read(visitor, "/formations.ics")
    reunion = read(visitor, "/formations.ics?region=04")

    assert [one.summary.value for one in every] == ["À distance", "Nancy et Saint-Denis", "Nancy et Saint-Denis"]  # fmt: skip
    assert ["Saint-Denis (La Réunion)" in one.location.value for one in reunion] == [True]
    month = read(visitor, f"/formations.ics?mois={there.starts_on:%Y-%m}")
    assert [one.uid.value for one in month] == [one.uid.value for one in reunion]
    overseas = read(visitor, "/formations.ics?outremer=1")
    assert [one.uid.value for one in overseas] == [one.uid.value for one in reunion]
    assert "NAME:Formations (La Réunion)" in visitor.client.get("/formations.ics?region=04").text
