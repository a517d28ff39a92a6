"""What is asked of hosts: whose requests they are, who answers them, which wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import (
    Select,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import contains_eager, joinedload

from intranet.kit.db import every
from intranet.members.models import Member, Membership, MembershipState
from intranet.openings.models import (
    AGREED_STATES,
    MOST_DAYS,
    STANDING_STATES,
    Immersion,
    ImmersionRequest,
    ImmersionSlot,
    RequestState,
)
from intranet.places.models import Municipality


def requests() -> Select[ImmersionRequest]:
    return (
        select(ImmersionRequest)
        .join(ImmersionRequest.immersion)
        .options(
            contains_eager(ImmersionRequest.immersion).joinedload(Immersion.organization),
            contains_eager(ImmersionRequest.immersion)
            .joinedload(Immersion.municipality)
            .joinedload(Municipality.region),
            contains_eager(ImmersionRequest.immersion).joinedload(Immersion.author),
            contains_eager(ImmersionRequest.immersion).selectinload(Immersion.skills),
            joinedload(ImmersionRequest.slot),
            joinedload(ImmersionRequest.member)
            .selectinload(Member.memberships)
            .joinedload(Membership.organization),
            joinedload(ImmersionRequest.decided_by),
        )
        .order_by(ImmersionRequest.created_at.desc(), ImmersionRequest.id.desc())
    )


def asked_by(member: Member) -> Select[ImmersionRequest]:
    """What a member asked for, the newest first."""
    return requests().where(ImmersionRequest.member_id == member.id)


def asked_of(member: Member) -> Select[ImmersionRequest]:
    """What was asked of the organization this member welcomes for; never their own."""
    hosting = member.organization_id if member.is_recruiter or member.is_animator else None
    return requests().where(
        Immersion.organization_id == (hosting or 0), ImmersionRequest.member_id != member.id
    )


def between(one: int, other: int) -> Select[ImmersionRequest]:
    """What waits of people of either organization at the other: nobody asks their own."""
    works = exists().where(
        Membership.member_id == ImmersionRequest.member_id,
        Membership.organization_id.in_((one, other)),
        Membership.state == MembershipState.ADMITTED,
    )
    return requests().where(
        Immersion.organization_id.in_((one, other)),
        ImmersionRequest.state == RequestState.ASKED,
        works,
    )


def seen_by(member: Member) -> Select[ImmersionRequest]:
    """One’s own requests, and those one answers."""
    hosting = member.organization_id if member.is_recruiter or member.is_animator else None
    return requests().where(
        or_(ImmersionRequest.member_id == member.id, Immersion.organization_id == (hosting or 0))
    )


def to_answer_by(member: Member) -> Select[ImmersionRequest]:
    """What waits for an answer, the oldest first."""
    return (
        asked_of(member)
        .where(ImmersionRequest.state == RequestState.ASKED)
        .order_by(None)
        .order_by(ImmersionRequest.created_at, ImmersionRequest.id)
    )


def accepted_and_untold(member: Member, on: date) -> Select[ImmersionRequest]:
    """Immersions that have begun, of which this member has not said anything."""
    return asked_by(member).where(
        ImmersionRequest.state.in_(AGREED_STATES),
        ImmersionRequest.feedback_at.is_(None),
        ImmersionRequest.slot.has(ImmersionSlot.starts_on <= on),
    )


def standing_of(member: Member, immersion_id: int, on: date) -> Sequence[ImmersionRequest]:
    """The request of this member that still stands: whoever spent its days may ask for others."""
    mine = _standing(immersion_id).where(ImmersionRequest.member_id == member.id)
    return [each for each in every(mine) if each.stands(on)]


def standing_on(immersion_id: int, on: date) -> Sequence[ImmersionRequest]:
    """Those of anybody who waits, or is awaited."""
    return [each for each in every(_standing(immersion_id)) if each.stands(on)]


def _standing(immersion_id: int) -> Select[ImmersionRequest]:
    return requests().where(
        ImmersionRequest.immersion_id == immersion_id,
        ImmersionRequest.state.in_(STANDING_STATES),
    )


def others_waiting(request: ImmersionRequest) -> Select[ImmersionRequest]:
    """Those who asked for the same days and wait."""
    return requests().where(
        ImmersionRequest.slot_id == request.slot_id,
        ImmersionRequest.id != request.id,
        ImmersionRequest.state == RequestState.ASKED,
    )


def left_by_the_departed(on: date) -> Select[ImmersionRequest]:
    """The standing requests of whoever closed their account, while any of their days is to come."""
    longest = timedelta(days=MOST_DAYS - 1)
    return requests().where(
        ImmersionRequest.member.has(Member.closed_at.is_not(None)),
        ImmersionRequest.state.in_(STANDING_STATES),
        ImmersionRequest.slot.has(ImmersionSlot.starts_on >= on - longest),
    )


def unanswered_by(on: date) -> Select[ImmersionRequest]:
    """Those that still wait, of days that have come."""
    return requests().where(
        ImmersionRequest.state == RequestState.ASKED,
        ImmersionRequest.slot.has(ImmersionSlot.starts_on <= on),
    )
