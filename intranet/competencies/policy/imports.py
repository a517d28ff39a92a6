"""Who may bring files into the referential."""

from __future__ import annotations

from intranet.competencies.policy.editions import may_prepare
from intranet.members.models import Member


def may_import(member: Member) -> bool:
    """A file may touch every item of the draft at once: it is for those who prepare it."""
    return may_prepare(member)
