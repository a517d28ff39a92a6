"""Who may hide what was said, and follow what happens."""

from __future__ import annotations

from intranet.members.models import Member


def may_hide(member: Member) -> bool:
    """Animators look after what is said on the network."""
    return member.is_animator


def may_follow(member: Member) -> bool:
    """Whoever works for an organization of the network."""
    return member.is_admitted
