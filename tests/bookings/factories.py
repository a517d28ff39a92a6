"""Runs that fill up, and who wants a seat."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from intranet.bookings import actions
from intranet.bookings.actions import Asked, Together
from intranet.bookings.models import Bookable, Registration, RegistrationState
from intranet.courses.models import Course
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory


def a_bookable(seats: int | None = 2, course: Course | None = None, **rules: Any) -> Bookable:
    """A run in twenty days, with so many seats; `rules` are those of its bookable."""
    days = rules.pop("days", 20)
    bookable = a_run(course or CourseFactory(), days, seats=seats).bookable
    for name, value in rules.items():
        setattr(bookable, name, value)
    db.session.commit()
    return bookable


def registers(bookable: Bookable, member: Member | None = None, **asked: Any) -> Registration:
    """Somebody asks for a seat for themselves."""
    member = member or MemberFactory()
    made = actions.register(bookable.id, member, Asked(**asked), now(), by=member)
    db.session.commit()
    return made.registration


def a_group(
    bookable: Bookable, seats: int, *, splits: bool = False, by: Member | None = None
) -> list[Registration]:
    by = by or MemberFactory()
    made = actions.register_group(
        bookable.id,
        Together(seats, splits),
        Asked(),
        now(),
        by=by,
        token=f"essai-{by.id}-{bookable.id}",
    )
    db.session.commit()
    group = made.registration.group
    assert group
    return group.registrations


def uuid_of_a_group(bookable: Bookable, by: Member) -> str:
    """Of two seats, in an address."""
    group = a_group(bookable, 2, by=by)[0].group
    assert group
    return group.uuid


def states(bookable: Bookable) -> list[str]:
    """The states of all the registrations, by rank."""
    query = select(Registration.state).where(Registration.bookable_id == bookable.id)
    return [state.value for state in db.session.scalars(query.order_by(Registration.rank))]


CONFIRMED, WAITLISTED = RegistrationState.CONFIRMED, RegistrationState.WAITLISTED
OFFERED, PENDING = RegistrationState.OFFERED, RegistrationState.PENDING
