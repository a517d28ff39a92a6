"""Who may say levels, and see who else masters what."""

from __future__ import annotations

from intranet.members.models import Member


def may_declare(member: Member) -> bool:
    """One’s own levels are for anyone with an account to say, even before being admitted."""
    return member.is_active


def may_see_who_helps(member: Member | None) -> bool:
    """Names are for people of the network."""
    return member is not None and member.is_admitted
