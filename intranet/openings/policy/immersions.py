"""Who offers an immersion, who asks for one, who answers, who reads a request."""

from __future__ import annotations

from datetime import date

from intranet.members.models import Member
from intranet.openings.models import STANDING_STATES, Immersion, ImmersionRequest, RequestState
from intranet.openings.policy.people import may_post, recruits_for


def may_offer(member: Member | None) -> bool:
    """Whoever recruits for an organization welcomes in its name."""
    return member is not None and may_post(member)


def hosts(member: Member | None, immersion: Immersion) -> bool:
    return recruits_for(member, immersion.organization_id)


def may_edit(member: Member | None, immersion: Immersion) -> bool:
    return immersion.closed_at is None and hosts(member, immersion)


def may_ask(member: Member | None, immersion: Immersion) -> bool:
    """At work elsewhere: an agreement binds two employers. Demonstrations are among themselves."""
    return (
        member is not None
        and immersion.closed_at is None
        and member.is_admitted
        and member.organization_id != immersion.organization_id
        and (member.is_demo or not immersion.is_demo)
    )


def may_answer(member: Member, request: ImmersionRequest) -> bool:
    return hosts(member, request.immersion) and request.member_id != member.id


def may_withdraw(member: Member, request: ImmersionRequest, on: date) -> bool:
    """Until it begins."""
    standing = request.state in STANDING_STATES
    return standing and request.member_id == member.id and request.slot.starts_on > on


def may_call_off(member: Member, request: ImmersionRequest, on: date) -> bool:
    """What was accepted, as long as its days last: either may fall ill on the very morning.

    Until then, whoever asked withdraws instead.
    """
    still = request.state is RequestState.ACCEPTED and request.slot.last_on >= on
    if request.member_id == member.id:
        return still and request.slot.starts_on <= on
    return still and may_answer(member, request)


def may_tell(member: Member, request: ImmersionRequest, on: date) -> bool:
    """Say what the days brought, once they are over, once."""
    mine = request.member_id == member.id
    return mine and request.is_over(on) and request.feedback_at is None
