"""Many people want the same seat at the very same moment: nobody is lost, no seat is sold twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from intranet.bookings import actions, queries
from intranet.bookings.actions import Asked, TemplateLine
from intranet.bookings.models import (
    Bookable,
    Registration,
    RegistrationAlreadyMoved,
    RegistrationState,
)
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member
from tests.bookings.factories import a_bookable, registers, states
from tests.courses.factories import CourseFactory
from tests.factories import MemberFactory, OrganizationFactory
from tests.races import at_once

pytestmark = pytest.mark.live


def asking(bookable_id: int, member_id: int) -> Callable[[], object]:
    def asks() -> object:
        member = db.session.get_one(Member, member_id)
        db.session.get_one(Bookable, bookable_id)  # as the page read it, before the lock
        return actions.register(bookable_id, member, Asked(), now(), by=member)

    return asks


def giving_back(registration_id: int) -> Callable[[], object]:
    def gives_back() -> None:
        row = db.session.get_one(Registration, registration_id)
        assert row.bookable.capacity
        actions.cancel(row, now(), by=row.member)

    return gives_back


def ranks(bookable_id: int) -> list[int]:
    query = select(Registration.rank).where(Registration.bookable_id == bookable_id)
    return list(db.session.scalars(query.order_by(Registration.rank)))


def letters_about(bookable_id: int, state: str) -> int:
    """How many letters told a holder that their registration became so, by hand of the engine."""
    ids = select(Registration.id).where(Registration.bookable_id == bookable_id)
    keys = [f"seat-{one}-2-holder" for one in db.session.scalars(ids)]
    query = select(func.count(Letter.id)).where(
        Letter.key.in_(keys), Letter.subject.contains(state)
    )
    return db.session.scalar(query) or 0


def full(seats: int, waiting: int) -> tuple[int, list[int]]:
    """A run whose seats are all taken, and a line."""
    bookable = a_bookable(seats=seats)
    return bookable.id, [registers(bookable).id for _ in range(seats + waiting)]


def test_sixteen_for_one_seat_are_one_confirmed_and_fifteen_in_order(site: Flask) -> None:
    with site.app_context():
        bookable_id = a_bookable(seats=1).id
        people = [MemberFactory().id for _ in range(16)]

    ends = at_once(site, *(asking(bookable_id, one) for one in people))

    assert ends == {"done": 16}
    with site.app_context():
        found = states(db.session.get_one(Bookable, bookable_id))
        assert found == ["confirmed"] + ["waitlisted"] * 15
        assert ranks(bookable_id) == list(range(1, 17))


def test_a_form_sent_six_times_is_one_registration(site: Flask) -> None:
    with site.app_context():
        bookable_id, member_id = a_bookable(seats=2).id, MemberFactory().id

    assert at_once(site, *[asking(bookable_id, member_id)] * 6) == {"done": 6}
    with site.app_context():
        assert states(db.session.get_one(Bookable, bookable_id)) == ["confirmed"]


def test_six_cancels_of_one_registration_promote_one_and_write_once(site: Flask) -> None:
    with site.app_context():
        bookable_id, rows = full(seats=1, waiting=3)

    ends = at_once(site, *[giving_back(rows[0])] * 6)

    assert ends == {"done": 1, RegistrationAlreadyMoved.__name__: 5}
    with site.app_context():
        found = states(db.session.get_one(Bookable, bookable_id))
        assert found == ["cancelled", "confirmed", "waitlisted", "waitlisted"]
        assert letters_about(bookable_id, "Place confirmée") == 1


def test_four_cancels_promote_the_first_four(site: Flask) -> None:
    with site.app_context():
        bookable_id, rows = full(seats=5, waiting=10)

    assert at_once(site, *(giving_back(row) for row in rows[:4])) == {"done": 4}
    with site.app_context():
        found = states(db.session.get_one(Bookable, bookable_id))
        assert found[:4] == ["cancelled"] * 4
        assert found[4:] == ["confirmed"] * 5 + ["waitlisted"] * 6
        assert letters_about(bookable_id, "Place confirmée") == 4


def test_runs_that_free_seats_for_one_another_at_once_never_wait_for_one_another(
    site: Flask,
) -> None:
    with site.app_context():
        course = CourseFactory()
        runs = [a_bookable(1, course, days=days) for days in (20, 30, 40)]
        seated = [registers(run).id for run in runs]
        people = [MemberFactory() for _ in range(3)]
        for person in people:  # each waits everywhere
            for run in runs:
                registers(run, person, accepts_other_runs=True)
        ids = [run.id for run in runs]

    assert at_once(site, *map(giving_back, seated)) == {"done": 3}
    with site.app_context():
        for bookable_id in ids:
            taken = Counter(states(db.session.get_one(Bookable, bookable_id)))
            assert taken["confirmed"] == 1
            actions.settle(bookable_id, now())
        db.session.commit()


def test_two_cancels_and_two_newcomers_keep_the_house_full_and_in_order(site: Flask) -> None:
    with site.app_context():
        bookable_id, rows = full(seats=5, waiting=10)
        people = [MemberFactory().id for _ in range(2)]

    acts = [*map(giving_back, rows[:2]), *(asking(bookable_id, one) for one in people)]
    assert at_once(site, *acts) == {"done": 4}
    with site.app_context():
        taken = Counter(states(db.session.get_one(Bookable, bookable_id)))
        assert taken == {"confirmed": 5, "waitlisted": 10, "cancelled": 2}
        last = select(Registration.state).where(Registration.member_id.in_(people))
        assert set(db.session.scalars(last)) == {RegistrationState.WAITLISTED}


def test_a_model_written_by_two_colleagues_at_once_is_that_of_one(site: Flask) -> None:
    with site.app_context():
        organization_id = OrganizationFactory().id
        db.session.commit()
        seen = actions.stamp_of_template(queries.template_of(organization_id))

    def writing(whose: str) -> Callable[[], object]:
        lines = [TemplateLine(f"Ligne {number} de {whose}", -number) for number in (1, 2)]
        return lambda: actions.write_template(organization_id, lines, seen=seen)

    ends = at_once(site, *(writing(whose) for whose in ("Ada", "Léo", "Mia")))

    assert ends == {"done": 1, "TemplateChanged": 2}
    with site.app_context():
        lines = queries.template_of(organization_id)
        assert [line.position for line in lines] == [1, 2]
        assert len({line.label.rpartition(" ")[2] for line in lines}) == 1
