"""Who may report and hide what was said, and follow what happens."""

from __future__ import annotations

from intranet.discussions.models import Comment
from intranet.members.models import Member


def may_hide(member: Member) -> bool:
    """Animators look after what is said on the network."""
    return member.is_animator


def may_follow(member: Member) -> bool:
    """Whoever works for an organization of the network."""
    return member.is_admitted


def may_report(member: Member, comment: Comment) -> bool:
    """Whoever reads it and did not write it, while it stands."""
    return member.is_admitted and comment.author_id != member.id and comment.hidden_at is None
