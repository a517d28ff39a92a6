"""Who may change a stage."""

from __future__ import annotations

from intranet.members.models import Member
from intranet.tour.models import Stage


def may_edit(member: Member, stage: Stage) -> bool:
    """The animators of its region, and the national ones."""
    return member.animates(stage.region_code)
