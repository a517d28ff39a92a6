"""What a run tells the seats: its words, who holds it, who reads what somebody needs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from intranet.bookings import actions, queries
from intranet.bookings.models import Bookable, BookableKind
from intranet.courses.actions import cancel_run, keep_promises
from intranet.courses.models import Course, State
from intranet.home.queries.tasks import tasks_of
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.kit.texts import day
from intranet.members.actions import leave
from intranet.members.models import Member, Role
from tests.bookings.factories import registers
from tests.bookings.running import a_coming_run
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory, a_trainer, an_animator
from tests.letters import subjects_to
from tests.sql import counted


def teaching(course: Course) -> Member:
    return a_trainer(organization=course.provider)


def test_its_trainers_hold_it_and_so_does_who_looks_after_the_provider() -> None:
    other = a_run(CourseFactory(), 5).bookable
    course = CourseFactory()
    bookable, sooner = a_run(course).bookable, a_run(course, 9)
    alike = queries.holder_of(bookable).alike(bookable.id, now())
    assert alike == {sooner.id: "44"}, other.id
    may = queries.holder_of(bookable).may_organize

    assert may(teaching(course), bookable.id)
    assert may(an_animator("44"), bookable.id)
    assert not may(an_animator("53"), bookable.id)
    assert not may(a_trainer(), bookable.id)
    assert not may(MemberFactory(organization=course.provider), bookable.id)


def test_an_author_who_teaches_there_no_more_reads_no_names() -> None:
    author = a_trainer()
    course = CourseFactory(provider=author.organization, author=author)
    bookable, colleague = a_run(course).bookable, teaching(course)
    registers(bookable)
    assert (len(subjects_to(author)), subjects_to(colleague)) == (1, [])

    [membership] = author.memberships
    leave(membership, now())
    db.session.commit()
    registers(bookable)
    assert (len(subjects_to(author)), len(subjects_to(colleague))) == (1, 1)
    course.author = MemberFactory(organization=course.provider, roles={Role.RECRUITER})
    db.session.commit()
    registers(bookable)
    assert (subjects_to(course.author), len(subjects_to(colleague))) == ([], 2), "teaches no more"


@pytest.mark.usefixtures("edition")
def test_half_days_of_a_trainer_who_left_are_to_be_given_again() -> None:
    course, told = CourseFactory(), "demande un autre formateur"
    left, staying = (a_trainer(organization=course.provider) for _ in range(2))
    run, taught = a_coming_run(course, teacher=left), a_coming_run(course, 30, teacher=staying)
    past = a_coming_run(course, -3, teacher=left)
    keep_promises(now())
    assert not any(told in subject for subject in subjects_to(staying))

    leave(left.memberships[-1], now())
    for _ in range(2):
        keep_promises(now())
        db.session.commit()

    assert [told in subject for subject in subjects_to(staying)] == [True]
    body = db.session.scalars(select(Letter.body).where(Letter.recipient == staying.email)).one()
    assert "2 demi-journées à venir sont confiées" in body.replace("\u00a0", " ")
    assert f"avant le {day(run.starts_on - timedelta(days=7))}" in body
    todo = {task.url: task for task in tasks_of(staying, now())}
    asked = todo[f"/animer/seances/{run.id}"]
    assert (asked.tone, asked.label) == ("warn", f"Donner un autre formateur à « {course.title} », {run.dates}")  # fmt: skip
    assert not {f"/animer/seances/{one.id}" for one in (taught, past)} & set(todo)
    late = {task.url: task.tone for task in tasks_of(staying, now() + timedelta(days=14))}
    assert late[f"/animer/seances/{run.id}"] == "bad"


def test_needs_are_read_by_the_one_named_else_by_the_trainers() -> None:
    course = CourseFactory()
    bookable, trainer = a_run(course).bookable, teaching(course)
    MemberFactory(organization=course.provider, roles={Role.RECRUITER})  # reads nothing of it
    referents = queries.holder_of(bookable).referents
    assert referents(bookable.id) == [trainer]

    named = MemberFactory(organization=course.provider)
    course.disability_contact = f"{named.name} ({named.email})"
    db.session.commit()

    assert referents(bookable.id) == [named]


def test_whether_all_may_know_of_a_run_is_read_as_it_is_said() -> None:
    course, draft = CourseFactory(), CourseFactory(state=State.DRAFT)
    for run in (a_run(course), a_run(draft)):
        found = queries.bookable_and_whether_shown(run.id)
        assert found == (run.bookable, queries.subject_of(run.bookable).is_shown)


def test_other_runs_of_the_course_that_would_do_are_to_come() -> None:
    course = CourseFactory()
    run, other = a_run(course), a_run(course, 40, at=None)
    a_run(course, -40), a_run(course, 50, cancelled=True), a_run(CourseFactory())

    assert queries.holder_of(run.bookable).alike(run.id, now()) == {other.id: None}


def test_many_runs_are_described_in_as_many_statements_as_one() -> None:
    runs = [a_run(CourseFactory()) for _ in range(5)]
    bookables = db.session.scalars(select(Bookable)).all()
    with counted() as statements:
        found = queries.subjects_of(bookables)

    assert len(statements) <= 2, statements
    assert found[runs[0].id].where_and_when == f"{runs[0].dates}, Nancy"
    assert {run.bookable.kind for run in runs} == {BookableKind.COURSE_RUN}


def test_whoever_registered_reads_that_the_run_is_called_off_and_why() -> None:
    run, by = a_run(CourseFactory()), an_animator()
    row = registers(run.bookable)

    cancel_run(run, by, now(), "Formatrice souffrante.")

    assert row.state.value == "cancelled_by_organiser"
    assert row.cancel_reason == "Formatrice souffrante."
    assert "annulée par l’organisateur" in subjects_to(row.member)[-1]
    assert actions.path_of(row).startswith("/inscriptions/lien/")
