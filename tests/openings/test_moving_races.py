"""Many act at the very same moment: each place is given once, each wish is in one circle at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member
from intranet.openings.actions import calling_off, immersions, shared, swaps
from intranet.openings.models import (
    CircleAlreadyClosed,
    ImmersionRequest,
    ImmersionSlot,
    NoPlaceLeft,
    RequestAlreadyMoved,
    RequestState,
    SharedPost,
    SwapCircle,
    SwapPart,
    SwapWish,
)
from tests.factories import MemberFactory, a_recruiter
from tests.openings.moving import SOON, a_request_for, a_wish, an_immersion, two_part_time
from tests.races import at_once

pytestmark = pytest.mark.live


def test_sixteen_requests_accepted_at_once_are_given_three_places(site: Flask) -> None:
    with site.app_context():
        host = a_recruiter()
        offered = an_immersion(host, slots=[(today() + SOON, 2, 3)])
        ids = [a_request_for(offered, MemberFactory()).id for _ in range(16)]
        host_id, slot_id = host.id, offered.slots[0].id

    def accepting(request_id: int) -> Callable[[], object]:
        return lambda: immersions.accept(
            db.session.get_one(ImmersionRequest, request_id),
            db.session.get_one(Member, host_id),
            now(),
            "",
        )

    ends = at_once(site, *[accepting(one) for one in ids])

    assert ends["done"] == 3
    assert set(ends) <= {"done", NoPlaceLeft.__name__, RequestAlreadyMoved.__name__}
    with site.app_context():
        states = Counter(db.session.scalars(select(ImmersionRequest.state)))
        assert states == {RequestState.ACCEPTED: 3, RequestState.DECLINED: 13}
        slot = db.session.get_one(ImmersionSlot, slot_id)
        assert (slot.taken, slot.left) == (3, 0)
        told = db.session.scalar(
            select(func.count(Letter.id)).where(Letter.key.contains("-accepted-to-"))
        )
        assert told == 3


def test_days_called_off_and_withdrawn_at_once_free_their_place_once(site: Flask) -> None:
    with site.app_context():
        host, guest = a_recruiter(), MemberFactory()
        offered = an_immersion(host, slots=[(today() + SOON, 2, 2)])
        request, other = a_request_for(offered, guest), a_request_for(offered, MemberFactory())
        for each in (request, other):
            immersions.accept(each, host, now(), "")
        db.session.commit()
        request_id, host_id, guest_id = request.id, host.id, guest.id
        slot_id = request.slot_id

    def ending() -> object:
        found = db.session.get_one(ImmersionRequest, request_id)
        return calling_off.call_off(found, db.session.get_one(Member, host_id), now(), "Absence.")

    def leaving() -> object:
        found = db.session.get_one(ImmersionRequest, request_id)
        return calling_off.withdraw(found, db.session.get_one(Member, guest_id), now())

    ends = at_once(site, *[act for act in (ending, leaving) for _ in range(6)])

    assert ends["done"] == 1
    assert set(ends) == {"done", RequestAlreadyMoved.__name__}
    with site.app_context():
        assert db.session.get_one(ImmersionSlot, slot_id).taken == 1


def test_one_request_answered_by_sixteen_at_once_has_one_answer(site: Flask) -> None:
    with site.app_context():
        host = a_recruiter()
        request = a_request_for(
            an_immersion(host, slots=[(today() + SOON, 1, 20)]), MemberFactory()
        )
        request_id, host_id, slot_id = request.id, host.id, request.slot_id

    def answering(act: Callable[..., None]) -> Callable[[], object]:
        return lambda: act(
            db.session.get_one(ImmersionRequest, request_id),
            db.session.get_one(Member, host_id),
            now(),
            "",
        )

    ends = at_once(
        site, *[answering(act) for act in (immersions.accept, immersions.decline) for _ in range(8)]
    )

    assert ends == {"done": 1, RequestAlreadyMoved.__name__: 15}
    with site.app_context():
        answered = db.session.get_one(ImmersionRequest, request_id)
        slot = db.session.get_one(ImmersionSlot, slot_id)
        assert slot.taken == (1 if answered.state is RequestState.ACCEPTED else 0)


def test_eight_searches_at_once_hold_each_wish_in_one_circle(site: Flask) -> None:
    with site.app_context():
        # One in Nancy answers four in Rennes: four circles, of which one may be.
        ids = [a_wish("54", "35").id, *(a_wish("35", "54").id for _ in range(4))]

    def searching(wish_id: int) -> Callable[[], object]:
        return lambda: swaps.search_for(wish_id, now())

    at_once(site, *[searching(one) for one in (*ids, *ids[:3])])

    with site.app_context():
        [circle] = db.session.scalars(select(SwapCircle)).all()
        held = db.session.scalars(select(SwapWish.id).where(SwapWish.circle_id == circle.id))
        parts = db.session.scalars(select(SwapPart.wish_id))
        assert set(held) == set(parts)
        assert ids[0] in {part.wish_id for part in circle.parts}
        assert db.session.scalar(select(func.count(Letter.id))) == 2


def test_all_who_accept_at_once_agree_and_are_told_once(site: Flask) -> None:
    with site.app_context():
        wishes = [a_wish("54", "35"), a_wish("35", "76"), a_wish("76", "54")]
        members = [wish.member_id for wish in wishes]
        circle = swaps.search_for(wishes[0].id, now())
        assert circle
        db.session.commit()
        circle_id = circle.id

    def answering(act: Callable[..., None], member_id: int) -> Callable[[], object]:
        return lambda: act(
            db.session.get_one(SwapCircle, circle_id),
            db.session.get_one(Member, member_id),
            now(),
        )

    ends = at_once(site, *[answering(swaps.accept, one) for one in members * 2])

    assert set(ends) <= {"done", CircleAlreadyClosed.__name__}
    with site.app_context():
        assert db.session.get_one(SwapCircle, circle_id).agreed_at
        agreed = select(func.count(Letter.id)).where(Letter.key.contains("swap_agreed"))
        assert db.session.scalar(agreed) == 3


def test_one_declines_while_the_others_accept_and_the_circle_is_agreed_or_broken_never_both(
    site: Flask,
) -> None:
    with site.app_context():
        wishes = [a_wish("54", "35"), a_wish("35", "54")]
        members, ids = [wish.member_id for wish in wishes], [wish.id for wish in wishes]
        circle = swaps.search_for(ids[0], now())
        assert circle
        db.session.commit()
        circle_id = circle.id

    def acting(act: Callable[..., None], member_id: int) -> Callable[[], object]:
        return lambda: act(
            db.session.get_one(SwapCircle, circle_id),
            db.session.get_one(Member, member_id),
            now(),
        )

    def withdrawing(wish_id: int) -> Callable[[], object]:
        return lambda: swaps.withdraw(db.session.get_one(SwapWish, wish_id), now())

    ends = at_once(
        site,
        *[
            acting(swaps.accept, members[0]),
            acting(swaps.accept, members[1]),
            acting(swaps.decline, members[1]),
            withdrawing(ids[0]),
        ],
    )

    assert set(ends) <= {"done", CircleAlreadyClosed.__name__}
    with site.app_context():
        found = db.session.get_one(SwapCircle, circle_id)
        assert (found.agreed_at is None) != (found.broken_at is None)
        first = db.session.get_one(SwapWish, ids[0])
        assert first.withdrawn_at
        if found.broken_at:
            assert db.session.get_one(SwapWish, ids[1]).circle_id is None


def test_two_ticks_at_once_propose_a_pair_once(site: Flask) -> None:
    with site.app_context():
        two_part_time()

    at_once(site, *[lambda: shared.propose(now()) for _ in range(4)])

    with site.app_context():
        assert db.session.scalar(select(func.count(SharedPost.id))) == 1
        assert db.session.scalar(select(func.count(Letter.id))) == 2
