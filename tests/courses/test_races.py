"""Two trainers of a run at the very same moment: the second is told, and takes nothing back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from intranet.bookings.models import Registration
from intranet.competencies.queries import in_force
from intranet.courses import actions, queries
from intranet.courses.models import AssessedBy, ChangedMeanwhile, CourseRun
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from tests.bookings.proofs import a_held_run, assessed, seated
from tests.courses.factories import CourseFactory
from tests.factories import a_trainer
from tests.races import at_once

pytestmark = pytest.mark.live


def test_of_two_who_change_a_level_at_once_the_second_is_told(site: Flask) -> None:
    with site.app_context():
        run = a_held_run(CourseFactory(raises={"D1.1": (1, 3)}))
        seat, trainer = seated(run), a_trainer(organization=run.course.provider)
        assessed(seat, {"D1.1": 1}, trainer)
        item, seen = in_force().by_code["D1.1"].competency_id, actions.stamp_of_levels([seat])
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
