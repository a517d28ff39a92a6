"""Who may wish for an exchange of posts."""

from __future__ import annotations

from intranet.members.models import Member
from intranet.openings.models import STATUS_LABELS, Status

# An exchange is between people who hold a post.
AT_WORK = {
    status: label
    for status, label in STATUS_LABELS.items()
    if status not in {Status.SEEKER, Status.GRADUATE}
}


def may_wish(member: Member | None) -> bool:
    """Whoever holds a post in an organization of the network."""
    return member is not None and member.is_admitted
