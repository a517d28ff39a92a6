"""Who may see levels together: of a team by name, of a territory by numbers."""

from __future__ import annotations

from intranet.members.models import Member


def may_share_with_team(member: Member) -> bool:
    """Whoever works for an organization may let its people read their levels."""
    return member.is_admitted


def may_see_team(member: Member, *, consents: bool) -> bool:
    """One reads the levels of colleagues only by showing them one’s own."""
    return member.is_admitted and consents


def may_see_coverage(member: Member) -> bool:
    """Numbers that name nobody, for people of the network."""
    return member.is_admitted
