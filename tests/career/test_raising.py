"""The runs that close gaps: which are found, in how many statements, and what each says of itself."""

from __future__ import annotations

from datetime import timedelta

from intranet.bookings.models import Lifecycle, Standing
from intranet.career.choosing import few_that_matter, nearest_first
from intranet.career.queries import Seat, effects_of, seats_raising
from intranet.competencies.actions import Asked, Joined, join
from intranet.competencies.models import Edition, LinkRole
from intranet.competencies.queries import in_force
from intranet.courses.models import Course
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Member
from tests.bookings.factories import registers
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory, OrganizationFactory
from tests.sql import counted

NANCY, METZ, RENNES = "54395", "57463", "35238"


def item(code: str) -> int:
    return in_force().by_code[code].competency_id


def presupposing(course: Course, code: str, level: int) -> None:
    """Let a course say what one must have before."""
    edition_id = in_force().edition_id
    raises, _ = effects_of([course.id])[course.id]
    join(
        "course",
        course.id,
        edition_id,
        [
            *(Joined(one, after, 0, LinkRole.TEACHES) for one, after in raises.items()),
            Joined(item(code), level, None, LinkRole.PRESUPPOSES),
        ],
    )
    db.session.commit()


def found(
    gaps: dict[str, int], levels: dict[str, int] | None = None, member: Member | None = None
) -> list[Seat]:
    known = {item(code): level for code, level in (levels or {}).items()}
    return seats_raising({item(code): n for code, n in gaps.items()}, known, now(), member=member)


def test_only_runs_to_come_that_lead_above_what_one_has_are_found(edition: Edition) -> None:
    good = a_run(CourseFactory(raises={"D1.1": (1, 3)}))
    a_run(CourseFactory(raises={"D1.1": (0, 1)}))  # leads no higher
    a_run(CourseFactory(raises={"D2.1": (1, 3)}))  # another item
    a_run(CourseFactory(raises={"D1.1": (1, 3)}), days=-10)
    a_run(CourseFactory(raises={"D1.1": (1, 3)}), days=None)
    a_run(CourseFactory(raises={"D1.1": (1, 3)}), cancelled=True)
    a_run(CourseFactory(raises={"D1.1": (1, 3)}, draft=True))

    [seat] = found({"D1.1": 3}, {"D1.1": 1})

    assert seat.id == good.bookable_id
    assert (seat.raises, seat.begins, seat.needs) == ({item("D1.1"): 3}, {item("D1.1"): 1}, {})
    assert (seat.days, seat.here.standing, seat.here.left) == (2, Standing.OPEN, "12\u00a0places")


def test_a_run_whose_registration_is_over_is_no_seat(edition: Edition) -> None:
    run = a_run(CourseFactory(raises={"D1.1": (1, 3)}))
    run.bookable.closes_at = now() - timedelta(hours=1)
    db.session.commit()

    assert found({"D1.1": 3}) == []


def test_one_where_i_am_registered_is_always_told(edition: Edition) -> None:
    member = MemberFactory()
    course = CourseFactory(raises={"D1.1": (1, 3)})
    for days in range(20, 60, 4):
        a_run(course, days=days)
    late = a_run(course, days=90, seats=4)
    registers(late.bookable, member)
    late.bookable.closes_at = now() - timedelta(hours=1)
    db.session.commit()

    seats = found({"D1.1": 3}, member=member)
    best = nearest_first(seats, item("D1.1"), 3, {})[0]

    assert (best.id, best.is_mine, best.here.may_ask) == (late.bookable_id, True, False)
    assert [seat.is_mine for seat in seats].count(True) == 1
    assert not any(seat.is_mine for seat in found({"D1.1": 3}, member=MemberFactory()))


def test_however_many_gaps_the_statements_are_three(edition: Edition) -> None:
    member = MemberFactory()
    for code in ("D1.1", "D1.2", "D2.1"):
        for _ in range(3):
            a_run(CourseFactory(raises={code: (0, 2)}))
    gaps, at = {item(code): 2 for code in ("D1.1", "D1.2", "D2.1")}, now()
    assert member.organization
    with counted() as first:
        seats_raising(gaps, {}, at, member=member)
    db.session.expire_all()
    assert member.organization
    assert member.organization.name

    with counted() as statements:
        seats = seats_raising(gaps, {}, at, member=member)
        said = [(seat.course.provider.name, seat.run.place_and_region) for seat in seats]

    assert len(said) == 9
    assert len(statements) == 3, statements
    assert len(first) <= len(statements) + 3  # what is to come is read once for everybody


def test_what_is_held_follows_the_clock_and_the_catalogue(edition: Edition) -> None:
    member, at, gaps = MemberFactory(), now(), {item("D1.1"): 3}
    course = CourseFactory(raises={"D1.1": (1, 3)})
    closing = a_run(course, days=20)
    closing.bookable.closes_at = at + timedelta(minutes=20)
    db.session.commit()

    def told(minutes: int, reader: Member | None = None) -> set[int]:
        then = at + timedelta(minutes=minutes)
        return {seat.id for seat in seats_raising(gaps, {}, then, member=reader)}

    assert told(0) == told(19) == {closing.bookable_id}
    with counted() as statements:
        assert told(20) == set()
    assert len(statements) == 1, statements  # nothing is read again, and there is nothing to tell
    registers(closing.bookable, member)
    assert told(21, member) == {closing.bookable_id}
    assert told(21) == set()
    another = a_run(course, days=30)
    assert told(22) == {another.bookable_id}
    another.bookable.lifecycle = Lifecycle.POSTPONED
    db.session.commit()
    assert told(23) == set()
    begins = closing.starts_at
    assert begins
    told_last = seats_raising(gaps, {}, begins - timedelta(minutes=1), member=member)
    assert [seat.id for seat in told_last] == [closing.bookable_id]
    assert seats_raising(gaps, {}, begins, member=member) == []
    assert told(24, member) == {closing.bookable_id}  # as it stood before


def test_near_ones_are_read_among_many_soon_ones(edition: Edition) -> None:
    organization = OrganizationFactory(municipality_code=NANCY)
    member = MemberFactory(organization=organization)
    course = CourseFactory(raises={"D1.1": (0, 2)})
    for days in range(10, 30):
        a_run(course, days=days, at=RENNES)
    near = a_run(course, days=200, at=METZ)

    seats = found({"D1.1": 2}, member=member)
    best = nearest_first(seats, item("D1.1"), 2, {})[0]

    assert best.id == near.bookable_id
    assert best.km is not None
    assert 45 < best.km < 50
    assert len(seats) < 15


def test_the_cheapest_and_the_shortest_are_read_too(edition: Edition) -> None:
    for days in range(10, 30):
        a_run(CourseFactory(raises={"D1.1": (0, 2)}, price_cents=900_00, hours=21), days=days)
    free = a_run(CourseFactory(raises={"D1.1": (0, 2)}, price_cents=0, hours=21), days=300)
    brief = a_run(CourseFactory(raises={"D1.1": (0, 2)}, price_cents=900_00, hours=3), days=301)

    ids = {seat.id for seat in found({"D1.1": 2})}

    assert {free.bookable_id, brief.bookable_id} <= ids
    assert len(ids) < 20


def test_what_is_within_reach_goes_before_what_presupposes_more(edition: Edition) -> None:
    hard = CourseFactory(raises={"D1.1": (0, 3)})
    presupposing(hard, "D1.2", 3)
    beyond = a_run(hard, days=10)
    builds = a_run(CourseFactory(raises={"D1.1": (2, 3)}), days=11)
    open_to_all = a_run(CourseFactory(raises={"D1.1": (1, 3)}), days=40)

    seats = found({"D1.1": 3}, {"D1.1": 1})
    order = [seat.id for seat in nearest_first(seats, item("D1.1"), 3, {item("D1.1"): 1})]
    with_all = {item("D1.1"): 2, item("D1.2"): 3}

    assert order == [open_to_all.bookable_id, beyond.bookable_id, builds.bookable_id]
    assert nearest_first(seats, item("D1.1"), 3, with_all)[0].id == beyond.bookable_id


def test_what_ends_before_the_post_begins_and_has_a_seat_goes_first(edition: Edition) -> None:
    full = a_run(CourseFactory(raises={"D1.1": (0, 3)}), days=10, seats=1)
    registers(full.bookable)
    late = a_run(CourseFactory(raises={"D1.1": (0, 3)}), days=39)
    fits = a_run(CourseFactory(raises={"D1.1": (0, 3)}), days=37)
    start = today() + timedelta(days=40)

    seats = nearest_first(found({"D1.1": 3}), item("D1.1"), 3, {}, start)

    assert [seat.id for seat in seats] == [run.bookable_id for run in (fits, full, late)]
    assert [seat.ends_before(start) for seat in seats] == [True, True, False]
    assert seats[0].ends_before(None) is None
    assert seats[1].here.standing is Standing.WAITING_LIST


def matter(seats: list[Seat], **asked: int) -> list[int]:
    """The runs told first to whoever has none of this."""
    wanted = [Asked(item(code.replace("_", ".")), level) for code, level in asked.items()]
    return [seat.id for seat in few_that_matter(wanted, {}, seats)]


def test_two_runs_on_common_days_are_not_followed_together(edition: Edition) -> None:
    one, other = CourseFactory(raises={"D1.1": (0, 3)}), CourseFactory(raises={"D2.1": (0, 3)})
    first = a_run(one, days=10)
    a_run(one, days=30)
    overlapping = a_run(other, days=11)
    seats = found({"D1.1": 3, "D2.1": 3})

    assert len(matter(seats, D1_1=3, D2_1=3)) == 2  # the later run of the first course leaves room
    assert matter(seats[:2], D1_1=3, D2_1=3) == [first.bookable_id]
    assert overlapping.bookable_id in matter(seats, D1_1=3, D2_1=3)


def test_of_runs_that_raise_alike_the_nearest_then_the_soonest_matters(edition: Edition) -> None:
    member = MemberFactory(organization=OrganizationFactory(municipality_code=NANCY))
    soon, near, nearer_in_time = (
        a_run(CourseFactory(raises={"D1.1": (0, 3)}), days=days, at=at)
        for days, at in ((10, RENNES), (30, METZ), (20, METZ))
    )
    seats = found({"D1.1": 3}, member=member)

    assert {seat.id for seat in seats} == {run.bookable_id for run in (soon, near, nearer_in_time)}
    assert matter(seats, D1_1=3) == [nearer_in_time.bookable_id]


def test_no_more_than_four_runs_matter(edition: Edition) -> None:
    steps = [("D1.1", 0, 2), ("D1.1", 2, 3), ("D1.1", 3, 4), ("D1.2", 0, 2), ("D1.2", 2, 4)]
    for number, (code, before, after) in enumerate(steps):
        a_run(CourseFactory(raises={code: (before, after)}), days=10 + 5 * number)
    seats = found({"D1.1": 4, "D1.2": 4})

    assert len(seats) == 5
    assert len(matter(seats, D1_1=4, D1_2=4)) == 4
