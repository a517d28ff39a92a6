"""What somebody has read of what is new: up to a watermark, but for what they marked otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from intranet.discussions.models import News, NewsMark, NewsSeen, NewsTopic
from intranet.discussions.queries.news import followed_news
from intranet.kit.db import db
from intranet.members.models import Member

LOOKED_BACK = 1000  # news of the whole site: what the bell counts stays cheap


@dataclass(frozen=True)
class Reading:
    """Up to where a person read all, and the pieces of news that they marked otherwise."""

    until: int = 0
    marked: frozenset[int] = frozenset()

    def has_read(self, news_id: int) -> bool:
        return (news_id <= self.until) != (news_id in self.marked)


def readings_of(member_ids: Collection[int]) -> Mapping[int, Reading]:
    """Of several people, in two statements."""
    seen = select(NewsSeen.member_id, NewsSeen.news_id).where(NewsSeen.member_id.in_(member_ids))
    until: dict[int, int] = dict(list(db.session.execute(seen)))
    marked: dict[int, set[int]] = {}
    marks = select(NewsMark.member_id, NewsMark.news_id).where(NewsMark.member_id.in_(member_ids))
    for member_id, news_id in db.session.execute(marks):
        marked.setdefault(member_id, set()).add(news_id)
    return {
        each: Reading(until.get(each, 0), frozenset(marked.get(each, ()))) for each in member_ids
    }


def seen_until(member_id: int | InstrumentedAttribute[int]) -> Select[int]:
    return select(NewsSeen.news_id).where(NewsSeen.member_id == member_id)


def unseen_count() -> ScalarSelect[int]:
    """How many news the bell counts for a `Member` being read, among the thousand newest.

    It is part of the statement that knows who reads: no page asks for it apart.
    """
    newest = aliased(News)
    recent = select(func.coalesce(func.max(newest.id), 0) - LOOKED_BACK).scalar_subquery()
    followed = followed_news(Member.id).where(NewsTopic.news_id > recent)
    return (
        select(func.count(News.id))
        .where(
            News.id > recent,
            _is_unread(),
            News.id.in_(followed.correlate(Member)),
            News.actor_id.is_distinct_from(Member.id),
        )
        .correlate(Member)
        .scalar_subquery()
    )


def _is_unread() -> ColumnElement[bool]:
    """After the watermark and not marked, or before it and marked."""
    seen = func.coalesce(seen_until(Member.id).correlate(Member).scalar_subquery(), 0)
    marked = (
        exists()
        .where(NewsMark.member_id == Member.id, NewsMark.news_id == News.id)
        .correlate(Member, News)
    )
    return or_(and_(News.id > seen, ~marked), and_(News.id <= seen, marked))
