"""What is new: for whom, since when, and to whom a letter is due."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    and_,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, selectinload

from intranet.discussions.models import (
    Follow,
    Frequency,
    News,
    NewsTopic,
    Subscription,
    Topic,
)
from intranet.kit.clock import in_paris
from intranet.kit.db import db, every
from intranet.kit.texts import fold
from intranet.members.models import Member

MORNING = 7  # the hour at which the letters of a day, or of a week, leave
SPACE: Any = literal_column("' '")  # a plain text would be written in the statement at each reading
SETTLED = timedelta(minutes=1)  # a transaction that began earlier is over


def latest_news_id() -> int:
    return db.session.scalar(select(func.max(News.id))) or 0


def follow_of(member: Member, topic: Topic, key: str) -> Select[Follow]:
    return select(Follow).where(
        Follow.member_id == member.id, Follow.topic == topic, Follow.key == key
    )


def followed_keys() -> ScalarSelect[str]:
    """What a `Member` being read follows, « topic/key » one after the other (`is_followed`)."""
    each = cast(Follow.topic, String) + "/" + Follow.key
    return (
        select(func.aggregate_strings(each, SPACE))
        .where(Follow.member_id == Member.id)
        .correlate(Member)
        .scalar_subquery()
    )


def followed_by(member: Member) -> Sequence[Follow]:
    """What somebody follows, by the names they called it."""
    found = every(select(Follow).where(Follow.member_id == member.id))
    return sorted(found, key=lambda one: (one.topic, fold(one.label), one.id))


def count_followed(member: Member) -> Select[int]:
    return select(func.count()).select_from(Follow).where(Follow.member_id == member.id)


def subscriptions_of(member: Member) -> Sequence[Subscription]:
    """As they are: whoever changes them has held the member since the session read them."""
    theirs = select(Subscription).where(Subscription.member_id == member.id)
    return every(theirs.execution_options(populate_existing=True))


def follows_of(member_ids: Collection[int]) -> dict[int, list[Follow]]:
    found: dict[int, list[Follow]] = {}
    for follow in every(select(Follow).where(Follow.member_id.in_(member_ids))):
        found.setdefault(follow.member_id, []).append(follow)
    return found


def settled_until(at: datetime) -> int:
    """Up to which news all are written: numbers are given when news are written and seen when they
    are committed, so that a number may appear after a higher one.
    """
    unsettled = db.session.scalar(select(func.min(News.id)).where(News.at > at - SETTLED))
    return unsettled - 1 if unsettled is not None else latest_news_id()


def slot_start(frequency: Frequency, at: datetime) -> datetime:
    """When the day or the week of letters that holds this instant began, in Paris."""
    local = in_paris(at)
    day = local.date() if local.hour >= MORNING else local.date() - timedelta(days=1)
    if frequency is Frequency.WEEKLY:
        day -= timedelta(days=day.weekday())
    return datetime(day.year, day.month, day.day, MORNING, tzinfo=local.tzinfo)


def _is_due(at: datetime, until: int) -> ColumnElement[bool]:
    told = func.coalesce(Subscription.last_told_at, Subscription.created_at)
    slots = [
        and_(Subscription.frequency == frequency, told < slot_start(frequency, at))
        for frequency in (Frequency.DAILY, Frequency.WEEKLY)
    ]
    at_once = Subscription.frequency == Frequency.IMMEDIATE
    return and_(Subscription.told_until < until, or_(at_once, *slots), Member.is_active)


def due_of_some(at: datetime, until: int, most: int) -> Select[Subscription]:
    """The subscriptions of the next people to whom a letter is due, each person whole."""
    people = (
        select(Subscription.member_id)
        .join(Subscription.member)
        .where(_is_due(at, until))
        .group_by(Subscription.member_id)
        .order_by(Subscription.member_id)
        .limit(most)
    )
    return (
        select(Subscription)
        .join(Subscription.member)
        .options(contains_eager(Subscription.member))
        .where(Subscription.member_id.in_(people), _is_due(at, until))
        .order_by(Subscription.member_id, Subscription.id)  # as whoever changes theirs holds them
        .with_for_update(of=Subscription)  # of two runs at once, the second finds them told
        .execution_options(populate_existing=True)
    )


def lowest_watermark(at: datetime, until: int) -> Select[int]:
    """From where the news of a run are to be read; None where nobody is due."""
    return (
        select(func.min(Subscription.told_until))
        .join(Subscription.member)
        .where(_is_due(at, until))
    )


def news_between(since: int, until: int) -> Select[News]:
    """What happened after one news, up to another, with its topics."""
    return (
        select(News)
        .where(News.id > since, News.id <= until)
        .options(selectinload(News.topics))
        .order_by(News.id)
    )


def followed_news(member_id: int | InstrumentedAttribute[int]) -> Select[int]:
    """The numbers of what happened to what somebody follows, since they do, by somebody else."""
    return (
        select(NewsTopic.news_id)
        .join(Follow, and_(Follow.topic == NewsTopic.topic, Follow.key == NewsTopic.key))
        .where(Follow.member_id == member_id, NewsTopic.news_id > Follow.after_news_id)
    )


def news_for(member: Member) -> Select[News]:
    """What happened to what somebody follows, the newest first."""
    return (
        select(News)
        .where(
            News.id.in_(followed_news(member.id)),
            News.actor_id.is_distinct_from(member.id),
        )
        .order_by(News.id.desc())
    )
