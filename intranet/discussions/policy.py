"""Who may report and hide what was said, and follow what happens."""

from __future__ import annotations

from intranet.discussions.models import OF_THE_NETWORK, Comment
from intranet.members.models import Member


def may_read_reports(member: Member) -> bool:
    """Whether there is a queue for this member."""
    return member.is_animator


def looks_after(member: Member, region: str | None) -> bool:
    """What is said of a thing of a region, for its animators; what is said of the referential, for
    any of them: it is one for the whole network, and what hurts somebody does not wait.
    """
    return member.is_animator if region == OF_THE_NETWORK else member.animates(region)


def may_moderate(member: Member, comment: Comment, region: str | None) -> bool:
    """Never one’s own words: whoever wrote them does not read who reported them."""
    return comment.author_id != member.id and looks_after(member, region)


def may_follow(member: Member) -> bool:
    """Whoever works for an organization of the network."""
    return member.is_admitted


def may_report(member: Member, comment: Comment) -> bool:
    """Whoever reads it and did not write it, while it stands."""
    return member.is_admitted and comment.author_id != member.id and comment.hidden_at is None
