"""What is said about things, what happens to them, and who is told."""

from intranet.discussions.models.comments import (
    COMMENT_LABELS,
    Comment,
    CommentKind,
    NothingToAnswer,
)
from intranet.discussions.models.news import (
    FREQUENCY_LABELS,
    CommentReport,
    Follow,
    Frequency,
    News,
    NewsSeen,
    NewsTopic,
    Subscription,
    Topic,
    Verb,
)

__all__ = [
    "COMMENT_LABELS",
    "FREQUENCY_LABELS",
    "Comment",
    "CommentKind",
    "CommentReport",
    "Follow",
    "Frequency",
    "News",
    "NewsSeen",
    "NewsTopic",
    "NothingToAnswer",
    "Subscription",
    "Topic",
    "Verb",
]
