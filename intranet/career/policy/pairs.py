"""Who may look for a pair, and act on theirs."""

from __future__ import annotations

from datetime import date

from intranet.career.models import Pair, PairState
from intranet.members.models import Member


def may_wish(member: Member) -> bool:
    """Somebody at work: a pair is of neighbours, and a workplace is where one is."""
    return member.is_admitted


def may_answer(member: Member, pair: Pair) -> bool:
    return pair.state is PairState.PROPOSED and pair.accepts(member.id) is None


def may_propose_a_day(pair: Pair) -> bool:
    """Once both accepted; another day may always be proposed instead."""
    return pair.state is PairState.AGREED


def may_agree_to_the_day(member: Member, pair: Pair, on: date) -> bool:
    """Whoever did not propose it, while it has not gone by."""
    asked = pair.day_on is not None and pair.day_agreed_at is None and pair.day_on >= on
    return pair.state is PairState.AGREED and asked and pair.day_by_id != member.id
