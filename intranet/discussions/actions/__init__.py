"""What happens around things: somebody speaks, something is news, somebody follows, people are told."""

from intranet.discussions.actions.digests import PURPOSE, Digest, address_to_stop
from intranet.discussions.actions.following import (
    MOST_FOLLOWED,
    TooManyFollowed,
    follow,
    forget_reader,
    mark_seen,
    set_frequencies,
    stop_telling,
    unfollow,
)
from intranet.discussions.actions.news import announce
from intranet.discussions.actions.talking import hide, say, show_again

__all__ = [
    "MOST_FOLLOWED",
    "PURPOSE",
    "Digest",
    "TooManyFollowed",
    "address_to_stop",
    "announce",
    "follow",
    "forget_reader",
    "hide",
    "mark_seen",
    "say",
    "set_frequencies",
    "show_again",
    "stop_telling",
    "unfollow",
]
