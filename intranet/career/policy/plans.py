"""Who may plan, and towards what."""

from __future__ import annotations

from datetime import datetime

from intranet.members.models import Member
from intranet.openings.models import Opening


def may_plan(member: Member) -> bool:
    """As saying one’s levels: for anyone with an account, even before being admitted."""
    return member.is_active


def may_plan_towards(opening: Opening, at: datetime) -> bool:
    """An opening that one may answer, and that asks for something."""
    return opening.is_live(at) and opening.requirement_set_id is not None
