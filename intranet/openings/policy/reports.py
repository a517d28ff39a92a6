"""Who may say that something is wrong with an opening, and who answers."""

from __future__ import annotations

from datetime import datetime

from intranet.members.models import Member
from intranet.openings.models import Opening, State
from intranet.openings.policy.people import recruits_for


def may_report(member: Member | None, opening: Opening, at: datetime) -> bool:
    """Somebody of the network, of what is on the board, unless they recruit for it."""
    return (
        member is not None
        and member.is_admitted
        and opening.is_live(at)
        and not recruits_for(member, opening.organization_id)
    )


def may_answer_reports(member: Member | None, opening: Opening) -> bool:
    """An animator there, who neither wrote it nor works for its employer."""
    return (
        member is not None
        and member.animates(opening.region_code)
        and opening.owner_id != member.id
        and opening.organization_id != member.organization_id
    )


def may_put_back(member: Member | None, opening: Opening, at: datetime) -> bool:
    """Whoever answers reports there, of what is kept off the board and is not over."""
    return (
        opening.state is State.SUSPENDED
        and opening.frozen_at is not None
        and opening.ended_at(at) is None
        and may_answer_reports(member, opening)
    )


def may_suspend(member: Member | None, opening: Opening) -> bool:
    return opening.state is State.PUBLISHED and recruits_for(member, opening.organization_id)


def may_resume(member: Member | None, opening: Opening, at: datetime) -> bool:
    """Whoever suspended it: not while it is frozen, nor once its date has passed."""
    return (
        opening.state is State.SUSPENDED
        and opening.frozen_at is None
        and opening.ended_at(at) is None
        and recruits_for(member, opening.organization_id)
    )
