"""Where registration stands, in the filters: as it is now, whatever was counted before."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from intranet.bookings.actions import cancel
from intranet.courses import queries
from intranet.courses.models import CourseRun
from intranet.courses.queries import vacancies
from intranet.kit.clock import now
from intranet.kit.db import db
from tests.bookings.factories import registers
from tests.courses.factories import CourseFactory, a_quality_certificate, a_run
from tests.factories import MemberFactory
from tests.sql import counted
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition", "clean_database")


def states() -> dict[str, int]:
    return dict(queries.found(queries.Filters(), now()).facets.of("etat"))


def opening(run: CourseRun, opens_at: datetime, closes_at: datetime | None = None) -> None:
    run.bookable.opens_at, run.bookable.closes_at = opens_at, closes_at
    db.session.commit()


def vacant() -> int:
    return queries.found(queries.Filters(vacant=True), now()).total


def test_a_course_stands_where_its_best_run_stands() -> None:
    at = now()
    course = CourseFactory()
    assert states() == {"a-programmer": 1}

    a_run(course, -40)
    assert states() == {"passees": 1}
    opening(a_run(course, 60), at + timedelta(days=9))
    assert states() == {"bientot": 1}
    a_run(course, 20, seats=2)
    assert states() == {"dernieres-places": 1}
    a_run(course, 30, seats=12)
    assert states() == {"ouvertes": 1}


def test_a_seat_taken_or_given_back_is_counted_at_once() -> None:
    run = a_run(CourseFactory(), 20, seats=1)
    assert (states(), vacant()) == ({"dernieres-places": 1}, 1)

    seat = registers(run.bookable, MemberFactory())
    assert (states(), vacant()) == ({"liste-d-attente": 1}, 0)

    cancel(seat, now(), by=seat.member)
    db.session.commit()
    assert (states(), vacant()) == ({"dernieres-places": 1}, 1)


def test_only_what_moved_is_counted_again() -> None:
    runs = [a_run(CourseFactory(), 20, seats=5) for _ in range(3)]
    queries.found(queries.Filters(), now())
    registers(runs[1].bookable, MemberFactory())
    at, ids = now(), [run.course_id for run in runs]

    with counted() as statements:
        found = queries.found(queries.Filters(), at)
        standings = [found.standing_of(course_id) for course_id in ids]
    known = found.shelf.vacancies

    assert len(statements) == 3
    positions = {course_id: place for place, course_id in enumerate(found.shelf.ids)}
    fresh = vacancies.read(
        vacancies.in_order(vacancies.runs_to_watch(at), positions), positions, 0, 0, at
    )
    assert (known.ranks, known.standings, known.vacant) == (fresh.ranks, fresh.standings, fresh.vacant)  # fmt: skip
    assert standings == [fresh.standing_at(positions[course_id]) for course_id in ids]


def test_registration_that_opens_or_closes_changes_the_count_at_that_instant() -> None:
    at = now()
    opens, closes = at + timedelta(hours=2), at + timedelta(hours=5)
    opening(a_run(CourseFactory(), 20), opens, closes)
    instants = (opens - timedelta(seconds=1), opens, closes - timedelta(seconds=1), closes)

    found = [next(iter(queries.found(queries.Filters(), one).facets.of("etat"))) for one in instants]  # fmt: skip

    assert found == ["bientot", "ouvertes", "ouvertes", "closes"]


def test_the_catalogue_is_narrowed_by_what_people_ask_of_a_course(visitor: Visitor) -> None:
    far = CourseFactory(title="Au loin", hours=7, price_cents=0, accessibility="")
    a_run(far, 20, at="97411")
    near = CourseFactory(title="Tout près", hours=30)
    registers(a_run(near, 30, seats=1).bookable)
    a_quality_certificate(near.provider)

    def titles(query: str) -> list[str]:
        return visitor.open(f"/formations?{query}").texts("#results h3:not(.sr-only)")

    assert titles("outremer=1") == ["Au loin"]
    assert titles("duree=semaines") == ["Tout près"]
    assert titles("qualiopi=1") == ["Tout près"]
    assert titles("accessible=1") == ["Tout près"]
    assert titles("etat=ouvertes") == ["Au loin"]
    assert titles("tri=duree") == titles("tri=prix") == ["Au loin", "Tout près"]


def test_an_empty_answer_says_which_filter_to_take_away(visitor: Visitor) -> None:
    a_run(CourseFactory(hours=7), 20, at="97411")

    page = visitor.open("/formations?outremer=1&duree=longue&prix=gratuit&duree=semaines")
    assert page.texts(".instead li") == []  # neither alone would do

    page = visitor.open("/formations?outremer=1&duree=longue")
    assert page.texts(".instead li") == ["Sans « Durée » : 1 formation"]
    words = visitor.open("/formations?q=introuvable")
    assert words.texts(".instead a") == ["Sans « introuvable »"]
    assert visitor.open(page.link("Sans « Durée »")).texts("#results h3:not(.sr-only)")
