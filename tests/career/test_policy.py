"""What the pages of an accompaniment, of a pair, of a plan offer, and to whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from intranet.career.models import Mentoring, MentoringState, Pair, TrainingWish
from intranet.career.policy import mentoring, needs, pairs, plans
from intranet.courses.models import Course, State
from intranet.kit.clock import now
from intranet.members.models import Role
from intranet.openings.models import Opening
from intranet.openings.models import State as OpeningState
from intranet.organizations.models import Organization
from tests.people import at_work, newcomer, who_left

pytestmark = pytest.mark.no_database
MENTOR, MENTEE, SOMEBODY = (at_work(number) for number in (1, 2, 3))
ALL = (MENTOR, MENTEE, SOMEBODY)
TERM = date(2027, 3, 31)


def accompanied(state: MentoringState) -> Mentoring:
    return Mentoring(mentor_id=MENTOR.id, mentee_id=MENTEE.id, state=state, ends_on=TERM)


def test_the_mentor_answers_what_is_asked_and_the_one_who_asks_withdraws() -> None:
    asked, accepted = map(accompanied, (MentoringState.ASKED, MentoringState.ACCEPTED))
    assert [mentoring.may_answer(by, asked) for by in ALL] == [True, False, False]
    assert [mentoring.may_withdraw(by, asked) for by in ALL] == [False, True, False]
    assert not mentoring.may_answer(MENTOR, accepted)
    assert not mentoring.may_withdraw(MENTEE, accepted)


def test_either_of_the_two_ends_it_and_the_mentor_alone_renews_it_in_its_last_month() -> None:
    asked, accepted = map(accompanied, (MentoringState.ASKED, MentoringState.ACCEPTED))
    assert [mentoring.may_end(by, accepted) for by in ALL] == [True, True, False]
    assert not mentoring.may_end(MENTOR, asked)
    opens = TERM - timedelta(days=30)
    assert [mentoring.may_renew(by, accepted, opens) for by in ALL] == [True, False, False]
    assert not mentoring.may_renew(MENTOR, accepted, opens - timedelta(days=1))
    assert not mentoring.may_renew(MENTOR, asked, opens)


def test_what_it_brought_is_told_once_by_whoever_was_accompanied_and_once_it_is_over() -> None:
    ended = accompanied(MentoringState.ENDED)
    assert [mentoring.may_tell(by, ended) for by in ALL] == [False, True, False]
    assert not mentoring.may_tell(MENTEE, accompanied(MentoringState.ACCEPTED))
    ended.told_at = now()
    assert not mentoring.may_tell(MENTEE, ended)


def test_a_pair_that_is_proposed_is_answered_once() -> None:
    pair = Pair(one_id=MENTOR.id, other_id=MENTEE.id)
    assert pairs.may_answer(MENTOR, pair)
    pair.one_accepts = True
    assert [pairs.may_answer(by, pair) for by in (MENTOR, MENTEE)] == [False, True]
    pair.broken_at = now()
    assert not pairs.may_answer(MENTEE, pair)


def test_whoever_did_not_propose_the_day_agrees_to_it_up_to_that_day() -> None:
    pair = Pair(
        one_id=MENTOR.id, other_id=MENTEE.id, agreed_at=now(), day_on=TERM, day_by_id=MENTOR.id
    )

    def agrees(on: date = TERM) -> list[bool]:
        return [pairs.may_agree_to_the_day(by, pair, on) for by in (MENTOR, MENTEE)]

    assert agrees() == [False, True]
    assert pairs.may_propose_a_day(pair)
    assert agrees(TERM + timedelta(days=1)) == [False, False]
    pair.day_agreed_at = now()
    assert agrees() == [False, False]
    pair.day_agreed_at, pair.ended_at = None, now()
    assert agrees() == [False, False]
    assert not pairs.may_propose_a_day(pair)
    assert not pairs.may_agree_to_the_day(MENTEE, Pair(agreed_at=now()), TERM)  # none is proposed


def test_a_plan_is_for_anyone_with_an_account_and_leads_to_what_asks_for_something() -> None:
    assert [plans.may_plan(by) for by in (newcomer(), MENTOR, who_left())] == [True, True, False]
    opening = Opening(
        state=OpeningState.PUBLISHED,
        publish_at=now() - timedelta(days=1),
        closes_at=now() + timedelta(days=9),
        last_confirmed_at=now(),
        requirement_set_id=1,
    )
    assert plans.may_plan_towards(opening, now())
    assert not plans.may_plan_towards(opening, opening.closes_at)
    opening.requirement_set_id = None
    assert not plans.may_plan_towards(opening, now())


def test_those_who_can_answer_read_what_is_lacking_and_offer_a_run() -> None:
    trainer, without_structure = at_work(4, Role.TRAINER), newcomer(5)
    without_structure.roles = at_work(5, Role.TRAINER).roles
    animator = at_work(6, Role.ANIMATOR)
    readers = (trainer, animator, SOMEBODY, without_structure)
    assert [needs.may_read_board(by) for by in readers] == [True, True, False, False]
    provider = Organization(id=4, region_code="44")
    course = Course(provider_id=4, provider=provider, state=State.PUBLISHED)
    assert [needs.may_propose(by, course) for by in (trainer, SOMEBODY)] == [True, False]
    course.state = State.SUSPENDED
    assert not needs.may_propose(trainer, course)


def test_the_network_asks_for_a_mentor_a_pair_and_a_run_and_takes_back_what_still_waits() -> None:
    for may in (mentoring.may_seek, pairs.may_wish, needs.may_ask):
        assert [may(by) for by in (SOMEBODY, newcomer(5))] == [True, False]
    wish = TrainingWish(member_id=MENTEE.id)
    assert [needs.may_withdraw(by, wish) for by in ALL] == [False, True, False]
    wish.answered_at = now()
    assert not needs.may_withdraw(MENTEE, wish)


def test_one_asks_for_the_levels_between_ones_own_and_the_mentors() -> None:
    assert list(mentoring.levels_to_ask(2, 4, 4)) == [3, 4]
    assert list(mentoring.levels_to_ask(2, 4, 3)) == [3]
    assert list(mentoring.levels_to_ask(None, 2, 4)) == [1, 2]
    assert list(mentoring.levels_to_ask(3, 3, 4)) == []
