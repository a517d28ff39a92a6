"""How what was said is found, what is new and for whom, and what things are called."""

from intranet.discussions.queries.news import (
    count_followed,
    due_of_some,
    follow_of,
    followed_by,
    follows_among,
    follows_of,
    latest_news_id,
    lowest_watermark,
    news_between,
    news_for,
    seen_until,
    settled_until,
    slot_start,
    subscriptions_of,
    unseen_count,
)
from intranet.discussions.queries.subjects import Named, named, named_by, named_things
from intranet.discussions.queries.threads import Thread, remarks_counted, said_about, threads

__all__ = [
    "Named",
    "Thread",
    "count_followed",
    "due_of_some",
    "follow_of",
    "followed_by",
    "follows_among",
    "follows_of",
    "latest_news_id",
    "lowest_watermark",
    "named",
    "named_by",
    "named_things",
    "news_between",
    "news_for",
    "remarks_counted",
    "said_about",
    "seen_until",
    "settled_until",
    "slot_start",
    "subscriptions_of",
    "threads",
    "unseen_count",
]
