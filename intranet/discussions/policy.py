"""Who may hide what was said."""

from __future__ import annotations

from intranet.members.models import Member


def may_hide(member: Member) -> bool:
    """Animators look after what is said on the network."""
    return member.is_animator
