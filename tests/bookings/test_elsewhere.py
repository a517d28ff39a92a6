"""One run does for another: leaving its line, taking a seat there, in the regions one said."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from intranet.bookings import actions
from intranet.bookings.actions import Asked
from intranet.bookings.commands import look_after_seats
from intranet.bookings.models import Approval, Bookable, Registration, SeatKind
from intranet.courses.models import Course
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from tests.bookings.factories import CONFIRMED, WAITLISTED, a_bookable, registers, states
from tests.courses.factories import CourseFactory
from tests.factories import MemberFactory, an_animator
from tests.letters import subjects_to

pytestmark = pytest.mark.usefixtures("edition")


@pytest.fixture
def course() -> Course:
    return CourseFactory(author=an_animator())


def full(course: Course, **rules: object) -> Bookable:
    bookable = a_bookable(seats=1, course=course, **rules)
    registers(bookable)
    return bookable


def test_whoever_has_a_seat_leaves_the_lines_of_the_other_runs(course: Course) -> None:
    one, other, me = full(course), full(course, days=30), MemberFactory()
    here, there = registers(one, me), registers(other, me)
    actions.dismiss(seated(one), now(), "Doublon.", by=an_animator())
    db.session.commit()

    assert (here.state, there.state.value) == (CONFIRMED, "cancelled")
    assert there.cancel_reason == "Place obtenue à une autre session."
    assert [subject.partition(" : ")[0] for subject in subjects_to(me)] == [
        "Liste d’attente",
        "Liste d’attente",
        "Place confirmée",
    ]


def test_who_said_to_stay_stays_and_another_course_is_another_matter(course: Course) -> None:
    one, other, foreign = full(course), full(course, days=30), full(CourseFactory())
    me = MemberFactory()
    registers(one, me)
    there = registers(other, me, leaves_other_lists=False)
    elsewhere = registers(foreign, me)
    actions.dismiss(seated(one), now(), "Doublon.", by=an_animator())

    db.session.commit()
    assert (there.state, elsewhere.state) == (WAITLISTED, WAITLISTED)
    query = select(Letter.body).where(Letter.recipient == me.email).order_by(Letter.id.desc())
    assert "Vous attendez aussi une place à une autre session." in (db.session.scalar(query) or "")


def test_a_seat_that_nobody_waits_for_here_goes_to_who_waits_elsewhere(course: Course) -> None:
    one, other = full(course), full(course, days=30)
    waiting, picky = registers(one, accepts_other_runs=True), registers(one)
    actions.dismiss(seated(other), now(), "Doublon.", by=an_animator())
    db.session.commit()

    moved = db.session.query(Registration).filter_by(moved_from_id=waiting.id).one()
    assert (moved.bookable_id, moved.state) == (other.id, CONFIRMED)
    assert (waiting.state.value, picky.state) == ("cancelled", WAITLISTED)
    assert subjects_to(waiting.member)[-1].startswith("Place confirmée")


def test_who_arranges_things_there_hears_of_a_need_and_the_seat_is_one_that_exists(
    course: Course,
) -> None:
    one, other = a_bookable(1, course, remote_capacity=1), a_bookable(1, course, days=30)
    at_a_distance = {"seat_kind": SeatKind.REMOTE}
    registers(one, **at_a_distance)
    free = registers(other)
    waits = registers(one, needs="Une boucle.", accepts_other_runs=True, **at_a_distance)
    actions.cancel(free, now(), by=free.member)
    db.session.commit()

    came = select(Registration).where(Registration.moved_from_id == waits.id)
    made = db.session.scalars(came).one()
    assert (made.seat_kind, made.needs) == (SeatKind.ROOM, "Une boucle.")
    keys = select(Letter.key).where(Letter.key.contains("-needs-"))
    assert [key.split("-")[1] for key in db.session.scalars(keys)] == [f"{waits.id}", f"{made.id}"]


@pytest.mark.parametrize(("regions", "moves"), [([], True), (["44"], True), (["53"], False)])
def test_only_in_the_regions_that_were_ticked(
    course: Course, regions: list[str], moves: bool
) -> None:
    one, other = full(course), a_bookable(seats=5, course=course, days=30)
    me = MemberFactory()
    asked = Asked(accepts_other_runs=True, other_regions=regions)
    made = actions.register(one.id, me, asked, now(), by=me)

    expected = other.id if moves else one.id
    assert made.registration.bookable_id == expected
    assert made.registration.state is (CONFIRMED if moves else WAITLISTED)


def test_a_run_that_asks_for_an_agreement_takes_nobody_by_itself(course: Course) -> None:
    one = full(course)
    a_bookable(seats=5, course=course, days=30, approval=Approval.MODERATOR)

    assert registers(one, accepts_other_runs=True).bookable_id == one.id


def test_a_run_announced_later_takes_them_at_the_next_tick(course: Course) -> None:
    waiting = registers(full(course), accepts_other_runs=True)
    later = a_bookable(seats=5, course=course, days=30)
    look_after_seats(now())

    assert waiting.state.value == "cancelled"
    assert states(later) == ["confirmed"]


def seated(bookable: Bookable) -> Registration:
    query = db.session.query(Registration).filter_by(bookable_id=bookable.id, state=CONFIRMED)
    return query.one()
