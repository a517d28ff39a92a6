"""Who offers days, who asks for them, who answers, who ends them, and who tells what they brought."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from intranet.kit.clock import now
from intranet.members.models import Role
from intranet.openings.models import Immersion, ImmersionRequest, ImmersionSlot, RequestState
from intranet.openings.policy.immersions import (
    may_answer,
    may_ask,
    may_call_off,
    may_edit,
    may_tell,
    may_withdraw,
)
from tests.people import at_work, newcomer

pytestmark = pytest.mark.no_database
FIRST = date(2027, 3, 4)
BEFORE, LAST, AFTER = (FIRST + timedelta(days=days) for days in (-1, 1, 2))
HOST, A_COLLEAGUE = at_work(1, Role.RECRUITER), at_work(2, Role.RECRUITER, at=1)
GUEST = at_work(3, Role.RECRUITER)  # who recruits too, elsewhere: it gives them nothing here
SOMEBODY, NEWCOMER = at_work(4), newcomer(5)
ALL = (HOST, A_COLLEAGUE, GUEST, SOMEBODY, NEWCOMER)
NOBODY = [False] * len(ALL)


def offered(**said: object) -> Immersion:
    return Immersion(**({"organization_id": 1, "is_demo": False} | said))


def asked(state: RequestState = RequestState.ASKED) -> ImmersionRequest:
    """Two days of the host’s, asked for by the guest."""
    return ImmersionRequest(
        immersion=offered(),
        slot=ImmersionSlot(starts_on=FIRST, days=2),
        member_id=GUEST.id,
        state=state,
        decided_at=datetime(2027, 3, 4, 12, tzinfo=UTC),
    )


def test_what_is_closed_is_asked_for_and_written_by_nobody() -> None:
    assert [may_edit(by, offered()) for by in ALL] == [True, True, False, False, False]
    assert [may_ask(by, offered()) for by in ALL] == [False, False, True, True, False]
    assert not may_ask(None, offered())
    closed = offered(closed_at=now())
    assert [may_edit(by, closed) for by in ALL] == NOBODY
    assert [may_ask(by, closed) for by in ALL] == NOBODY


def test_demonstrations_are_among_themselves() -> None:
    of_a_demonstration = at_work(6)
    of_a_demonstration.is_demo = True
    shown = offered(is_demo=True)
    assert [may_ask(by, shown) for by in (GUEST, of_a_demonstration)] == [False, True]


def test_those_who_welcome_answer_and_nobody_answers_themselves() -> None:
    assert [may_answer(by, asked()) for by in ALL] == [True, True, False, False, False]
    recruits_there_since = at_work(GUEST.id, Role.RECRUITER, at=1)
    assert not may_answer(recruits_there_since, asked())


@pytest.mark.parametrize("state", RequestState)
def test_before_the_first_day_who_asked_withdraws_what_stands_and_nobody_else(
    state: RequestState,
) -> None:
    stands = state in {RequestState.ASKED, RequestState.ACCEPTED}
    assert [may_withdraw(by, asked(state), BEFORE) for by in ALL] == [
        False,
        False,
        stands,
        False,
        False,
    ]
    assert not may_withdraw(GUEST, asked(state), FIRST)


@pytest.mark.parametrize("state", RequestState)
def test_either_side_ends_what_was_accepted_and_nobody_ends_what_was_not(
    state: RequestState,
) -> None:
    request, agreed = asked(state), state is RequestState.ACCEPTED
    for on, sides in (
        (BEFORE, [agreed, agreed, False, False, False]),  # the guest withdraws
        (FIRST, [agreed, agreed, agreed, False, False]),
        (LAST, [agreed, agreed, agreed, False, False]),
        (AFTER, NOBODY),
    ):
        assert [may_call_off(by, request, on) for by in ALL] == sides


def test_what_the_days_brought_is_told_once_by_who_spent_them_and_once_they_are_over() -> None:
    spent, cut_short = asked(RequestState.ACCEPTED), asked(RequestState.INTERRUPTED)
    assert [may_tell(by, spent, AFTER) for by in ALL] == [False, False, True, False, False]
    assert not may_tell(GUEST, spent, LAST)
    assert may_tell(GUEST, cut_short, FIRST)
    assert not may_tell(GUEST, asked(RequestState.CANCELLED), AFTER)
    spent.feedback_at = now()
    assert not may_tell(GUEST, spent, AFTER)
