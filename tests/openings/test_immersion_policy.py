"""Who offers days, who asks for them, who answers, and who ends them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.kit.clock import now, today
from intranet.members.models import Member
from intranet.openings.actions import immersions
from intranet.openings.models import ImmersionRequest
from intranet.openings.policy.immersions import (
    may_answer,
    may_ask,
    may_call_off,
    may_edit,
    may_withdraw,
)
from tests.factories import MemberFactory, a_recruiter
from tests.openings.moving import SOON, a_request_for, an_immersion

BEFORE, FIRST = today(), today() + SOON
LAST = FIRST + timedelta(days=1)


@pytest.fixture
def host(edition: None) -> Member:
    return a_recruiter()


@pytest.fixture
def guest(host: Member) -> Member:
    """Who recruits too, elsewhere: it gives them nothing here."""
    return a_recruiter()


@pytest.fixture
def request_(host: Member, guest: Member) -> ImmersionRequest:
    return a_request_for(an_immersion(host), guest)


def test_what_is_closed_is_asked_for_and_written_by_nobody(host: Member, guest: Member) -> None:
    offered = an_immersion(host)
    assert (may_edit(host, offered), may_edit(guest, offered)) == (True, False)
    assert (may_ask(guest, offered), may_ask(host, offered), may_ask(None, offered)) == (
        True,
        False,
        False,
    )
    offered.closed_at = now()
    assert not may_edit(host, offered)
    assert not may_ask(guest, offered)


def test_demonstrations_are_among_themselves(host: Member, guest: Member) -> None:
    offered, of_a_demonstration = an_immersion(host), MemberFactory(is_demo=True)
    offered.is_demo = True
    assert [may_ask(by, offered) for by in (guest, of_a_demonstration)] == [False, True]


def test_those_who_welcome_answer_and_nobody_answers_themselves(
    host: Member, guest: Member, request_: ImmersionRequest
) -> None:
    a_colleague = a_recruiter(organization=host.organization)
    assert [may_answer(by, request_) for by in (host, a_colleague, guest)] == [True, True, False]
    guest.memberships[0].organization = host.organization  # and recruits there since
    assert not may_answer(guest, request_)


def test_before_the_first_day_who_asked_withdraws_and_nobody_else(
    host: Member, guest: Member, request_: ImmersionRequest
) -> None:
    assert may_withdraw(guest, request_, BEFORE)
    assert not may_withdraw(host, request_, BEFORE)
    assert not may_withdraw(guest, request_, FIRST)


def test_either_side_ends_what_was_accepted_and_nobody_ends_what_was_not(
    host: Member, guest: Member, request_: ImmersionRequest
) -> None:
    assert not may_call_off(host, request_, BEFORE)
    assert not may_call_off(guest, request_, FIRST)
    immersions.accept(request_, host, now(), "")
    assert [may_call_off(host, request_, on) for on in (BEFORE, LAST)] == [True, True]
    assert [may_call_off(guest, request_, on) for on in (BEFORE, FIRST)] == [False, True]
    assert not may_call_off(a_recruiter(), request_, FIRST)
    assert not may_call_off(host, request_, LAST + timedelta(days=1))
