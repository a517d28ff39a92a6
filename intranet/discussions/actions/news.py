"""Something happened to a thing: it is written once, with what it may be followed by."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from intranet.discussions.models import News, NewsTopic, Topic, Verb
from intranet.kit.db import db
from intranet.members.models import Member

LONGEST_KEY = 60


def announce(
    key: str,
    verb: Verb,
    *,
    family: str,
    subject: tuple[str, int],
    title: str,
    address: str,
    topics: Collection[tuple[Topic, str]] = (),
    by: Member | None,
    at: datetime,
) -> bool:
    """Write a piece of news, in the transaction of what happened; False if it was written already.

    Whoever follows the thing itself is always told; `topics` are what else leads to it.
    """
    if db.session.scalar(select(News.id).where(News.key == key)):
        return False
    kind, number = subject
    led = {(Topic.THING, f"{kind}:{number}"), *topics}
    db.session.add(
        News(
            key=key,
            family=family,
            subject_type=kind,
            subject_id=number,
            verb=verb,
            actor_id=by.id if by else None,
            title=title,
            address=address,
            at=at,
            topics=[
                NewsTopic(topic=topic, key=named)
                for topic, named in sorted(led)
                if len(named) <= LONGEST_KEY
            ],
        )
    )
    return True
