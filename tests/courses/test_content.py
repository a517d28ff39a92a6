"""The starting catalogue: real courses with their sources, demonstration runs to come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from intranet.content import courses as content
from intranet.content.written import read
from intranet.courses import queries
from intranet.courses.models import Certification, Course, CourseEvent, CourseRun, State
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.members.models import Member, Membership
from intranet.organizations.models import Organization
from tests.courses.factories import starting_trainer
from tests.factories import MemberFactory, OrganizationFactory, an_animator
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")

FACTS: dict[str, Any] = read(content.FACTS)


@pytest.fixture
def trainer(clean_database: None) -> Member:
    return starting_trainer()


@pytest.fixture
def courses_loaded(clean_database: None) -> Member:
    """They were, once for all the tests that read them; their trainer."""
    demo = Organization.slug == "demo-institut-quatre-vents"
    return db.session.scalars(
        select(Member).join(Member.memberships).join(Membership.organization).where(demo)
    ).one()


def counts() -> list[int | None]:
    return [
        db.session.scalar(select(func.count()).select_from(model))
        for model in (Course, CourseRun, Certification, CourseEvent)
    ]


def test_loaded_twice_it_changes_nothing(courses_loaded: Member) -> None:
    first = counts()

    content.load()
    db.session.commit()

    assert counts() == first
    assert first[:2] == [len(FACTS["courses"]), 22]
    assert first[2] == len(FACTS["certifications"])


def test_real_courses_have_sources_and_no_author_and_only_past_runs(courses_loaded: Member) -> None:
    for course in every(select(Course).where(Course.is_demo.is_(False))):
        assert course.sources, course.key
        assert course.author_id is None
        assert course.state is State.PUBLISHED
    for run in every(select(CourseRun).join(Course).where(Course.is_demo.is_(False))):
        assert run.state(now()).value == "past", run.date_note


def test_demonstration_runs_are_to_come_on_working_days_one_of_them_overseas(
    courses_loaded: Member,
) -> None:
    runs = every(queries.next_runs(now()))

    assert len(runs) == 18
    told = [run for fact in FACTS["courses"] for run in fact.get("demo_runs", ())]
    assert len({run["commune"][:2] for run in told if "commune" in run}) > 6
    assert all(run.is_demo and run.course.is_demo for run in runs)
    assert all(run.starts_on and run.starts_on.weekday() < 5 for run in runs)
    assert any(run.bookable.tz == "Indian/Reunion" for run in runs)
    assert {run.course.author for run in runs} == {courses_loaded}


def test_demonstration_runs_have_half_days_seats_taken_and_a_line_of_people_waiting(
    visitor: Visitor, trainer: Member
) -> None:
    demo = OrganizationFactory()
    logins = {name for fact in FACTS["courses"] for run in fact.get("demo_runs", ()) for name in run.get("who", ())}  # fmt: skip
    people = {
        login: MemberFactory(email=f"{login}@demo.example", organization=demo, is_demo=True)
        for login in logins
    }
    an_animator(is_demo=True, email="animateur@demo.example")
    content.load()
    db.session.commit()

    runs = every(queries.next_runs(now()))
    for run in runs:  # what the half-days make is what the course announces
        hours = sum(
            (slot.ends_local - slot.starts_local for slot in run.bookable.slots), timedelta()
        )
        assert hours == timedelta(hours=run.course.hours or 0), (run.course.title, run.dates)
    visitor.sign_in(people["developpeur2"])
    states = visitor.open("/moi/inscriptions").text("main")
    assert "liste d’attente" in states.lower()
    demo_course = next(run.course for run in runs)
    assert "actions de formation, jusqu’au" in visitor.open(demo_course.address).text(".item-side")
    assert "Démonstration" in visitor.open(demo_course.address).text(".page-state")


def test_the_page_of_every_course_can_be_read(visitor: Visitor, courses_loaded: Member) -> None:
    for course in every(select(Course)):
        assert visitor.open(course.address).texts("h1")


def test_its_trainer_can_change_a_demonstration_course(
    visitor: Visitor, courses_loaded: Member
) -> None:
    visitor.sign_in(courses_loaded)

    for course in every(select(Course).where(Course.is_demo.is_(True))):
        page = visitor.send(visitor.open(f"{course.address}/modifier"), audience="Toutes et tous")
        assert "La fiche est à jour." in page.text("[role=status]")


@pytest.mark.parametrize("weeks", range(7))
def test_days_are_put_off_over_weekends(weeks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    on = date(2026, 11, 23) + timedelta(days=weeks)
    monkeypatch.setattr(content, "today", lambda: on)

    starts_on, ends_on = content.working_days(24, 25)

    assert (ends_on - starts_on).days == 1
    assert starts_on >= on + timedelta(days=24)
    assert max(starts_on.weekday(), ends_on.weekday()) < 5
