"""Who may bring files into the referential."""

from __future__ import annotations

from intranet.members.models import Member


def may_import(member: Member) -> bool:
    """A file may touch every item at once: it is for the animators of the whole network."""
    is_national = member.is_animator and member.animated_regions is None
    return member.is_administrator or is_national
