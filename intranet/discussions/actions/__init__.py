"""What happens around things: somebody speaks, something is news, somebody follows, people are told."""

from intranet.discussions.actions.digests import PURPOSE, Digest, address_to_stop
from intranet.discussions.actions.following import (
    MOST_FOLLOWED,
    TooManyFollowed,
    carry_over,
    follow,
    forget_reader,
    set_frequencies,
    stop_telling,
    unfollow,
)
from intranet.discussions.actions.news import (
    announce,
    forget_news,
    led_to_by,
    note_told,
    noted_by,
    outlived,
)
from intranet.discussions.actions.reading import mark, mark_all, undo_all
from intranet.discussions.actions.succession import follow_successor
from intranet.discussions.actions.talking import (
    hand_over,
    hide,
    mark_answered,
    report,
    say,
    settle_reports,
    show_again,
)

__all__ = [
    "MOST_FOLLOWED",
    "PURPOSE",
    "Digest",
    "TooManyFollowed",
    "address_to_stop",
    "announce",
    "carry_over",
    "follow",
    "follow_successor",
    "forget_news",
    "forget_reader",
    "hand_over",
    "hide",
    "led_to_by",
    "mark",
    "mark_all",
    "mark_answered",
    "note_told",
    "noted_by",
    "outlived",
    "report",
    "say",
    "set_frequencies",
    "settle_reports",
    "show_again",
    "stop_telling",
    "undo_all",
    "unfollow",
]
