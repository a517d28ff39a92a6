"""Many act at the very same moment: each place beside a mentor is given once, a request ends once, a member is
in one pair at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from intranet.career.actions import mentoring, pairs, plans
from intranet.career.actions.mentoring import TIME_TO_ANSWER
from intranet.career.models import (
    Help,
    Mentor,
    Mentoring,
    MentoringAlreadyMoved,
    MentoringState,
    MentorIsFull,
    Pair,
    PairAlreadyMoved,
    PairWish,
    Plan,
    PlanStep,
)
from intranet.competencies import actions as competencies
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member
from tests.career.factories import (
    a_mentor,
    an_accompaniment,
    says,
    two_who_mirror_each_other,
    wishes,
)
from tests.career.planned import a_course, a_job, a_plan
from tests.factories import MemberFactory
from tests.races import at_once

pytestmark = pytest.mark.live


def test_sixteen_who_ask_for_the_two_last_places_at_once(site: Flask) -> None:
    with site.app_context():
        mentor_id = a_mentor().id
        seekers = [MemberFactory().id for _ in range(16)]

    def asking(member_id: int) -> Any:
        return lambda: an_accompaniment(
            db.session.get_one(Member, mentor_id), db.session.get_one(Member, member_id)
        )

    ends = at_once(site, *[asking(one) for one in seekers])

    assert ends == {"done": 2, MentorIsFull.__name__: 14}
    with site.app_context():
        assert db.session.query(Mentoring).count() == 2
        assert db.session.get_one(Mentor, mentor_id).taken == 2
        assert db.session.query(Letter).count() == 2


def test_one_request_accepted_declined_and_withdrawn_at_once_has_one_end(site: Flask) -> None:
    with site.app_context():
        mentor, seeker = a_mentor(), MemberFactory()
        mentoring_id = an_accompaniment(mentor, seeker).id
        mentor_id, seeker_id = mentor.id, seeker.id

    def moving(act: Any, who: int, *more: str) -> Any:
        return lambda: act(
            db.session.get_one(Mentoring, mentoring_id),
            db.session.get_one(Member, who),
            now(),
            *more,
        )

    acts = [
        moving(mentoring.accept, mentor_id, ""),
        moving(mentoring.decline, mentor_id, "Non."),
        moving(mentoring.withdraw, seeker_id),
    ] * 4
    ends = at_once(site, *acts)

    assert ends["done"] == 1
    with site.app_context():
        state = db.session.get_one(Mentoring, mentoring_id).state
        held = 1 if state is MentoringState.ACCEPTED else 0
        assert db.session.get_one(Mentor, mentor_id).taken == held


def test_many_who_would_pair_with_the_same_one_find_one_pair(site: Flask) -> None:
    with site.app_context():
        one, _ = two_who_mirror_each_other()
        wishes(one)
        others = []
        for _ in range(6):
            other = says(MemberFactory(), offers=True, D12=3)
            others.append(says(other, D11=1).id)

    def wishing(member_id: int) -> Any:
        return lambda: pairs.wish(db.session.get_one(Member, member_id), now())

    ends = at_once(site, *[wishing(each) for each in others])

    assert ends == {"done": 6}
    with site.app_context():
        [pair] = db.session.query(Pair).all()
        held = db.session.query(PairWish).filter(PairWish.pair_id.is_not(None)).all()
        assert {each.member_id for each in held} == {pair.one_id, pair.other_id}
        assert db.session.query(Letter).count() == 2


def test_both_answer_at_once_and_both_answers_count(site: Flask) -> None:
    with site.app_context():
        one, other = two_who_mirror_each_other()
        wishes(one)
        found = wishes(other)
        assert found
        pair_id, ids = found.id, (one.id, other.id)

    def answering(member_id: int) -> Any:
        return lambda: pairs.answer(
            db.session.get_one(Pair, pair_id),
            db.session.get_one(Member, member_id),
            now(),
            accepts=True,
        )

    ends = at_once(site, *[answering(each) for each in ids for _ in range(4)])

    assert ends == {"done": 2, PairAlreadyMoved.__name__: 6}
    with site.app_context():
        assert db.session.get_one(Pair, pair_id).agreed_at
        told = db.session.query(Letter).filter(Letter.key.contains("pair_agreed"))
        assert told.count() == 2


def test_whoever_asks_a_mentor_who_erases_their_levels_is_told_or_finds_none(site: Flask) -> None:
    with site.app_context():
        mentor_id, seeker_id = a_mentor().id, MemberFactory().id
        an_accompaniment(db.session.get_one(Member, mentor_id), MemberFactory())

    def asks() -> None:
        an_accompaniment(
            db.session.get_one(Member, mentor_id), db.session.get_one(Member, seeker_id)
        )

    ends = at_once(site, asks, lambda: competencies.erase(mentor_id, now()), holding=(1, 1))

    assert ends in ({"done": 2}, {"done": 1, MentorIsFull.__name__: 1})
    with site.app_context():
        standing = db.session.query(Mentoring).filter_by(state=MentoringState.ASKED).count()
        mentor = db.session.get(Mentor, mentor_id)  # made anew for whoever asks after
        assert (mentor.taken if mentor else 0) == standing <= 1


def test_whoever_tells_how_it_went_while_they_erase_their_levels_does_both(site: Flask) -> None:
    with site.app_context():
        mentor, seeker = a_mentor(), MemberFactory()
        helped = an_accompaniment(mentor, seeker)
        mentoring.accept(helped, mentor, now(), "")
        mentoring.end(helped, mentor, now())
        db.session.commit()
        seeker_id, mentoring_id = seeker.id, helped.id

    def tells() -> None:
        ended, by = (
            db.session.get_one(Mentoring, mentoring_id),
            db.session.get_one(Member, seeker_id),
        )
        mentoring.tell(ended, by, now(), helped=Help.YES, words="Merci.", level=2)

    ends = at_once(site, tells, lambda: competencies.erase(seeker_id, now()), holding=(1, 1))

    assert ends == {"done": 2}


@pytest.mark.parametrize("accepts", [True, False])
def test_the_timer_goes_on_where_somebody_answers_at_the_same_moment(
    site: Flask, accepts: bool
) -> None:
    """Of a request left without an answer, and of one whose term has come."""
    with site.app_context():
        mentor, others = a_mentor(), [MemberFactory() for _ in range(2)]
        mentor_id, ids = mentor.id, [an_accompaniment(mentor, each).id for each in others]

    def answers() -> None:
        asked = db.session.get_one(Mentoring, ids[0])
        answer = mentoring.accept if accepts else mentoring.decline
        answer(asked, db.session.get_one(Member, mentor_id), now(), "Bien.")

    late = now() + TIME_TO_ANSWER
    ends = at_once(site, answers, lambda: mentoring.lapse_unanswered(late), holding=(1, 1))

    assert ends["done"] >= 1 and set(ends) <= {"done", MentoringAlreadyMoved.__name__}
    with site.app_context():
        [first, second] = db.session.query(Mentoring).order_by(Mentoring.id)
        assert second.state is MentoringState.LAPSED
        held = 1 if first.state is MentoringState.ACCEPTED else 0
        assert db.session.get_one(Mentor, mentor_id).taken == held


def test_what_is_renewed_at_its_term_does_not_end(site: Flask) -> None:
    with site.app_context():
        mentor = a_mentor()
        helped = an_accompaniment(mentor, MemberFactory())
        mentoring.accept(helped, mentor, now(), "")
        helped.ends_on = today()
        db.session.commit()
        mentor_id, mentoring_id = mentor.id, helped.id

    def renews() -> None:
        found = db.session.get_one(Mentoring, mentoring_id)
        mentoring.renew(found, now(), from_term=today().isoformat())

    ends = at_once(site, renews, lambda: mentoring.end_at_term(now()), holding=(1, 2))

    assert ends["done"] >= 1 and set(ends) <= {"done", MentoringAlreadyMoved.__name__}
    with site.app_context():
        found = db.session.get_one(Mentoring, mentoring_id)
        is_renewed = found.renewals == 1
        assert (found.state is MentoringState.ACCEPTED) == is_renewed
        assert db.session.get_one(Mentor, mentor_id).taken == int(is_renewed)


def test_what_is_renewed_while_its_term_is_told_is_told_of_the_next_term_too(site: Flask) -> None:
    with site.app_context():
        mentor = a_mentor()
        helped = an_accompaniment(mentor, MemberFactory())
        mentoring.accept(helped, mentor, now(), "")
        term = helped.ends_on = today() + timedelta(days=10)
        db.session.commit()
        mentoring_id = helped.id

    def renews() -> None:
        found = db.session.get_one(Mentoring, mentoring_id)
        mentoring.renew(found, now(), from_term=term.isoformat())

    ends = at_once(site, renews, lambda: mentoring.remind_of_term(now()), holding=(1, 1))

    assert ends == {"done": 2}
    with site.app_context():
        found = db.session.get_one(Mentoring, mentoring_id)
        assert found.renewals == 1 and found.reminded_at is None


def test_a_plan_changes_while_its_owner_erases_all_of_them(site: Flask) -> None:
    with site.app_context():
        course_id = a_course({"D1.1": (1, 3)}, 40).id
        owner_id = MemberFactory().id
        plan_id = a_plan(db.session.get_one(Member, owner_id), a_job()).id

    def decides() -> None:
        owner = db.session.get_one(Member, owner_id)
        plans.set_aside(plans.hold(plan_id, owner), course_id, owner, now())

    ends = at_once(site, decides, lambda: plans.erase_plans(owner_id, now()), holding=(1, 3))

    assert ends in ({"done": 2}, {"done": 1, plans.PlanIsGone.__name__: 1})
    with site.app_context():
        assert db.session.query(Plan).count() == db.session.query(PlanStep).count() == 0
