"""What is said about things, what happens to them, and who is told."""

from intranet.discussions.models.comments import (
    COMMENT_LABELS,
    OF_THE_NETWORK,
    Comment,
    CommentKind,
    CommentReport,
    NothingToAnswer,
)
from intranet.discussions.models.news import (
    FAMILY_LABELS,
    FREQUENCY_LABELS,
    TOLD_LABELS,
    TOPIC_LABELS,
    Follow,
    Frequency,
    News,
    NewsMark,
    NewsSeen,
    NewsTopic,
    Subscription,
    Topic,
    Verb,
)

__all__ = [
    "COMMENT_LABELS",
    "FAMILY_LABELS",
    "FREQUENCY_LABELS",
    "OF_THE_NETWORK",
    "TOLD_LABELS",
    "TOPIC_LABELS",
    "Comment",
    "CommentKind",
    "CommentReport",
    "Follow",
    "Frequency",
    "News",
    "NewsMark",
    "NewsSeen",
    "NewsTopic",
    "NothingToAnswer",
    "Subscription",
    "Topic",
    "Verb",
]
