"""Many act at the very same moment: each place beside a mentor is given once, a request ends once, a member is
in one pair at a time."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from intranet.career.actions import mentoring, pairs
from intranet.career.models import (
    Mentor,
    Mentoring,
    MentoringState,
    MentorIsFull,
    Pair,
    PairAlreadyMoved,
    PairWish,
)
from intranet.kit.clock import now
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
