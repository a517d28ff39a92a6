"""Who writes a course, who decides on it, who teaches and attests: its structure, or an animator from elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from intranet.bookings.models import Bookable, CertificateKind, Slot
from intranet.courses import policy
from intranet.courses.models import Course, CourseRun, State
from intranet.members.models import Member, Role
from intranet.organizations.models import Organization
from tests.people import at_work, newcomer

pytestmark = pytest.mark.no_database
PROVIDER = Organization(id=1, region_code="44")
TRAINER, COLLEAGUE = at_work(1, Role.TRAINER), at_work(2, at=1)
ELSEWHERE = at_work(3, Role.TRAINER)
REGIONAL, OTHER_REGION = (
    at_work(number, Role.ANIMATOR, region=code) for number, code in ((4, "44"), (5, "53"))
)
INSIDE = at_work(6, Role.ANIMATOR, at=1)
AUTHOR = at_work(7, Role.ANIMATOR, region="44")
TEACHER = at_work(8, at=1)
ALONE = newcomer(9)
ALONE.roles = at_work(9, Role.TRAINER).roles
READERS = (TRAINER, COLLEAGUE, ELSEWHERE, REGIONAL, OTHER_REGION, INSIDE, AUTHOR, TEACHER, ALONE)
NOBODY: set[Member] = set()
TRAINS, ANIMATES, DECIDES = {TRAINER, AUTHOR}, {REGIONAL, INSIDE, AUTHOR}, {REGIONAL}
SHOWN = {State.PUBLISHED, State.SUSPENDED}


def a_course(state: State = State.PUBLISHED, *, was_online: bool = True) -> Course:
    at = datetime(2027, 1, 1, tzinfo=UTC) if was_online else None
    return Course(
        provider_id=1, provider=PROVIDER, author_id=AUTHOR.id, state=state, published_at=at
    )


def a_run(course: Course | None = None) -> CourseRun:
    given = [Slot(trainer_id=TEACHER.id), Slot(trainer_id=ELSEWHERE.id), Slot()]
    bookable = Bookable(tz="Europe/Paris", slots=given)
    run = CourseRun(course=course or a_course(), bookable=bookable)
    run.take_place(date(2027, 3, 1), date(2027, 3, 2))
    return run


def test_a_course_is_posted_by_who_trains_or_animates_from_a_structure() -> None:
    assert {by for by in READERS if policy.may_post(by)} == set(READERS) - {
        COLLEAGUE,
        TEACHER,
        ALONE,
    }
    assert {by for by in READERS if policy.may_choose_provider(by)} == ANIMATES | {OTHER_REGION}
    assert {by for by in READERS if policy.may_exchange(by)} == {TRAINER, ELSEWHERE}


@pytest.mark.parametrize("state", State)
def test_its_trainers_write_it_and_its_animators_from_its_sending_until_it_is_archived(
    state: State,
) -> None:
    course = a_course(state)
    of_all = {State.DRAFT: TRAINS, State.ARCHIVED: NOBODY}.get(state, TRAINS | ANIMATES)
    assert {by for by in READERS if policy.may_edit(by, course)} == of_all
    announced = NOBODY if state is State.SUSPENDED else of_all
    assert {by for by in READERS if policy.may_announce(by, course)} == announced
    is_drafted = state in {State.DRAFT, State.CHANGES_REQUESTED}
    submitting = TRAINS if is_drafted else NOBODY
    assert {by for by in READERS if policy.may_submit(by, course)} == submitting
    assert not policy.may_submit(at_work(AUTHOR.id), course)  # who wrote it animates no more


@pytest.mark.parametrize("state", State)
def test_who_decides_on_it_neither_wrote_it_nor_works_for_its_provider(state: State) -> None:
    course = a_course(state)
    assert {by for by in READERS if policy.looks_after(by, course)} == ANIMATES
    assert {by for by in READERS if policy.may_review(by, course)} == DECIDES
    suspending = DECIDES if state in SHOWN else NOBODY
    assert {by for by in READERS if policy.may_suspend(by, course)} == suspending
    at_once = DECIDES if state is State.PUBLISHED else NOBODY
    assert {by for by in READERS if policy.writes_online(by, course)} == at_once


@pytest.mark.parametrize("state", State)
def test_its_trainers_archive_it_at_any_time_and_its_animators_once_it_was_shown(
    state: State,
) -> None:
    archiving = TRAINS | ANIMATES if state in SHOWN else TRAINS
    if state is State.ARCHIVED:
        archiving = NOBODY
    assert {by for by in READERS if policy.may_archive(by, a_course(state))} == archiving


def test_a_provider_without_a_region_is_looked_after_by_national_animators() -> None:
    course = Course(provider_id=1, provider=Organization(id=1), state=State.PUBLISHED)
    assert {by for by in READERS if policy.looks_after(by, course)} == {INSIDE}


def test_that_it_is_still_true_is_said_by_its_trainers_while_it_is_online() -> None:
    for state in State:
        saying = TRAINS if state is State.PUBLISHED else NOBODY
        assert {by for by in READERS if policy.may_confirm(by, a_course(state))} == saying


def test_a_run_is_held_by_who_gives_it_for_its_provider_and_by_who_writes_the_course() -> None:
    run = a_run()
    assert {by for by in READERS if policy.may_organize(by, run)} == TRAINS | ANIMATES | {TEACHER}
    assert {by for by in READERS if policy.may_assess(by, run)} == TRAINS | {TEACHER}
    left = newcomer(TEACHER.id)
    assert not policy.may_organize(left, run)
    assert not policy.may_assess(left, run)


def test_who_holds_a_run_certifies_presence_and_an_animator_from_elsewhere_levels() -> None:
    presence = {CertificateKind.COMPLETION, CertificateKind.PRESENCE}
    levels = {CertificateKind.ATTAINMENT, CertificateKind.BADGE}
    run = a_run()
    assert policy.may_certify(REGIONAL, run) == presence | levels
    assert {by for by in READERS if policy.may_certify(by, run) == presence} == {
        TRAINER,
        TEACHER,
        AUTHOR,
        INSIDE,
    }
    run.course.provider, run.bookable.slots[2].trainer_id = Organization(id=1, region_code="53"), OTHER_REGION.id  # fmt: skip
    assert policy.may_certify(REGIONAL, run) == frozenset()
    assert policy.may_certify(newcomer(OTHER_REGION.id), run) == frozenset()


@pytest.mark.parametrize("state", [each for each in State if each not in SHOWN])
def test_nothing_is_assessed_nor_attested_of_a_course_that_nobody_ever_put_online(
    state: State,
) -> None:
    run = a_run(a_course(state, was_online=False))
    assert {policy.may_certify(by, run) for by in READERS} == {frozenset()}
    assert not any(policy.may_assess(by, run) for by in READERS)
    run.course.published_at = datetime(2027, 1, 1, tzinfo=UTC)
    assert policy.may_certify(TRAINER, run)
    assert policy.may_assess(TRAINER, run)


def test_where_one_stands_is_said_until_the_first_evening_and_from_the_end_on() -> None:
    run = a_run()
    evening, end = (datetime(2027, 3, day, 23, tzinfo=UTC) for day in (1, 2))
    moment = timedelta(seconds=1)
    assert policy.may_say_before(run, evening - moment)
    assert not policy.may_say_before(run, evening)
    assert [policy.may_say_later(run, end + wait) for wait in (-moment, timedelta())] == [
        False,
        True,
    ]
    run.take_place(None, None)
    assert not policy.may_say_before(run, evening - moment)
    assert not policy.may_say_later(run, end)


def test_half_a_year_after_a_run_nobody_says_where_they_stand_any_more() -> None:
    run = a_run()
    run.bookable.tz = "America/Guadeloupe"
    run.take_place(date(2027, 3, 1), date(2027, 3, 2))
    last = datetime(2027, 3, 3, 4, tzinfo=UTC) + policy.ASKED_UNTIL
    assert policy.may_say_later(run, last - timedelta(seconds=1))
    assert not policy.may_say_later(run, last)


def test_its_trainers_show_that_a_structure_is_certified_and_an_animator_from_elsewhere_checks_it() -> (
    None
):
    assert {by for by in READERS if policy.may_declare_quality(by, PROVIDER)} == {TRAINER}
    verifying = {by for by in READERS if policy.may_verify_quality(by, PROVIDER)}
    assert verifying == {REGIONAL, AUTHOR}
