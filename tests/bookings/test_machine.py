"""Whatever people do, in whatever order, the seats are those of a plain model of a queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from intranet.bookings import actions
from intranet.bookings.actions import Asked, Together
from intranet.bookings.models import Bookable, Registration, WaitlistMode
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member
from tests.bookings.factories import a_bookable
from tests.courses.factories import CourseFactory
from tests.factories import MemberFactory, an_animator

Step = tuple[str, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "ask",
                "ask",
                "group",
                "group",
                "leave",
                "leave",
                "leave",
                "accept",
                "decline",
                "lapse",
                "seats",
            ]
        ),
        st.integers(min_value=0, max_value=7),
    ),
    min_size=1,
    max_size=12,
)


class Queue:
    """What the seats should be: units in order of arrival, each of one state and one size."""

    def __init__(self, seats: int, mode: WaitlistMode) -> None:
        self.seats, self.mode = seats, mode
        self.units: list[dict[str, Any]] = []

    def free(self) -> int:
        taken = [unit["size"] for unit in self.units if unit["state"] in {"confirmed", "offered"}]
        return self.seats - sum(taken)

    def waiting(self) -> list[dict[str, Any]]:
        return [unit for unit in self.units if unit["state"] == "waitlisted"]

    def ask(self, size: int) -> None:
        sits = not self.waiting() and self.free() >= size
        self.units.append({"size": size, "state": "confirmed" if sits else "waitlisted"})

    def fill(self) -> None:
        if self.mode is WaitlistMode.MANUAL:
            return
        given = "offered" if self.mode is WaitlistMode.OFFER else "confirmed"
        for unit in self.waiting():
            if unit["size"] > self.free():
                return
            unit["state"] = given

    def end(self, unit: dict[str, Any], state: str) -> None:
        unit["state"] = state
        self.fill()

    def lapse(self) -> None:
        for unit in self.units:
            if unit["state"] == "offered":
                unit["state"] = "expired"
        self.fill()

    def states(self) -> list[str]:
        return [unit["state"] for unit in self.units for _ in range(unit["size"])]


@pytest.mark.parametrize("mode", WaitlistMode)
def test_the_engine_agrees_with_a_plain_queue(mode: WaitlistMode) -> None:
    people, by, course = [MemberFactory() for _ in range(12)], an_animator(), CourseFactory()

    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(steps=STEPS, seats=st.integers(min_value=1, max_value=4))
    def agree(steps: list[Step], seats: int) -> None:
        bookable = a_bookable(seats, course, waitlist_mode=mode)
        queue, free_people = Queue(seats, mode), list(people)
        for number, (what, size) in enumerate(steps):
            try_step(bookable, queue, what, size, free_people, by, number)
            found = rows(bookable)
            assert [row.state.value for row in found] == queue.states(), (what, size)
            assert [row.rank for row in found] == list(range(1, len(found) + 1))
        letters = db.session.scalars(select(Letter.key)).all()
        assert len(letters) == len(set(letters))
        db.session.rollback()

    agree()


def try_step(
    bookable: Bookable, queue: Queue, what: str, size: int, people: list[Member], by: Member, n: int
) -> None:
    """Do one thing to both, where it can be done."""
    if what == "ask" and people:
        member = people.pop()
        actions.register(bookable.id, member, Asked(), now(), by=member)
        queue.ask(1)
    elif what == "group" and people and queue.seats >= 2:
        together, token = Together(2), f"{bookable.id}-{n}"
        actions.register_group(bookable.id, together, Asked(), now(), by=by, token=token)
        queue.ask(2)
    elif what == "seats" and size:
        actions.set_seats(bookable.id, size, None, now(), by=by)
        queue.seats = size
        queue.fill()
    elif what == "lapse":
        for row in rows(bookable):
            if row.state.value == "offered":
                row.offered_until = now()
        db.session.flush()
        actions.settle(bookable.id, now())
        queue.lapse()
    else:
        act_on_one(bookable, queue, what, size)


def act_on_one(bookable: Bookable, queue: Queue, what: str, size: int) -> None:
    doing: dict[str, tuple[set[str], Callable[[Registration], None], str]] = {
        "leave": ({"confirmed", "waitlisted"}, lambda row: actions.cancel(row, now()), "cancelled"),
        "accept": ({"offered"}, lambda row: actions.accept(row, now()), "confirmed"),
        "decline": ({"offered"}, lambda row: actions.decline(row, now()), "declined"),
    }
    if what not in doing:
        return
    befores, act, after = doing[what]
    able = [unit for unit in queue.units if unit["state"] in befores]
    if what == "leave":
        able = [unit for unit in able if unit["size"] == 1]
    if not able:
        return
    unit = able[size % len(able)]
    place = sum(each["size"] for each in queue.units[: queue.units.index(unit)])
    act(rows(bookable)[place])
    queue.end(unit, after)


def rows(bookable: Bookable) -> list[Registration]:
    query = select(Registration).where(Registration.bookable_id == bookable.id)
    return list(db.session.scalars(query.order_by(Registration.rank)))
