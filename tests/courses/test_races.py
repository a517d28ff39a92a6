"""Two hands on one course at the very same moment: the second is told, and takes nothing back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from intranet.bookings.actions import Asked, register
from intranet.bookings.models import NotOpen, Registration
from intranet.competencies.queries import in_force
from intranet.courses import actions, queries
from intranet.courses.models import AssessedBy, ChangedMeanwhile, Course, CourseRun
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member
from tests.bookings.proofs import a_held_run, assessed, seated
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory, a_trainer, an_animator
from tests.races import at_once

pytestmark = pytest.mark.live


def test_of_two_who_change_a_level_at_once_the_second_is_told(site: Flask) -> None:
    with site.app_context():
        run = a_held_run(CourseFactory(raises={"D1.1": (1, 3)}))
        seat, trainer = seated(run), a_trainer(organization=run.course.provider)
        assessed(seat, {"D1.1": 1}, trainer)
        item = in_force().by_code["D1.1"].competency_id
        seen = actions.stamp_of_levels(queries.results_of([seat.id]))
        run_id, seat_id, trainer_id = run.bookable_id, seat.id, trainer.id

    def finds(level: int) -> Callable[[], None]:
        def act() -> None:
            run, seat = (
                db.session.get_one(CourseRun, run_id),
                db.session.get_one(Registration, seat_id),
            )
            shown = queries.results_of([seat_id])  # by the form that is sent
            given = actions.Established({seat_id: {item: level}}, {item: AssessedBy.TEST})
            actions.assess(
                run, [seat], given, db.session.get_one(Member, trainer_id), now(), seen=seen
            )
            assert [one.level_after for one in shown] == [level]

        return act

    ends = at_once(site, finds(2), finds(3), holding=(1, 1))

    assert ends == {"done": 1, ChangedMeanwhile.__name__: 1}


@pytest.mark.parametrize("taken_down", ["archived", "suspended"])
def test_nobody_enters_a_course_that_is_taken_down_at_that_instant_without_a_word(
    site: Flask, taken_down: str
) -> None:
    with site.app_context():
        run = a_run(CourseFactory())
        run_id, course_id, person_id = run.bookable_id, run.course_id, MemberFactory().id
        animator_id = an_animator().id
        db.session.commit()

    def registers() -> None:
        person = db.session.get_one(Member, person_id)
        register(run_id, person, Asked(), now(), by=person)

    def takes_down() -> None:
        course, by = db.session.get_one(Course, course_id), db.session.get_one(Member, animator_id)
        if taken_down == "archived":
            actions.archive(course, by, now())
        else:
            actions.suspend(course, by, now(), "À vérifier.")

    ends = at_once(site, registers, takes_down, holding=(1, 1))

    with site.app_context():
        seats = db.session.query(Registration).count()
        course = db.session.get_one(Course, course_id)
        told = [one.subject for one in db.session.query(Letter) if "suspendue" in one.subject]
        if taken_down == "archived":
            assert ends in ({"done": 1, "StillExpected": 1}, {"done": 1, NotOpen.__name__: 1})
            assert seats == int(course.is_online)
        else:
            assert ends["done"] == 1 + seats
            assert sum("de votre formation" in one for one in told) == seats
