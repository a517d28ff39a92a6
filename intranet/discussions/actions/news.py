"""Something happened to a thing: it is written once, with what it may be followed by."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, select

from intranet.discussions.models import News, NewsMark, NewsTopic, Topic, Verb
from intranet.kit.conditional import inserting, touched
from intranet.kit.db import db
from intranet.members.models import Member

LONGEST_KEY = 60
# What a domain above knows leads to a thing below: the stage of a meeting, or of a sheet.
Leads = Callable[[int], Collection[tuple[Topic, str]]]
# A domain keeps that it was told to somebody, so that its own letters do not tell it again.
Note = Callable[[int, Collection[News], datetime], None]

_LEADS: dict[str, Leads] = {}
_NOTES: dict[str, Note] = {}


def led_to_by(kind: str, leads: Leads) -> None:
    """Let a domain above say what else leads to the things of a kind."""
    _LEADS[kind] = leads


def noted_by(kind: str, note: Note) -> None:
    """Let a domain keep that news about its things were told."""
    _NOTES[kind] = note


def note_told(member_id: int, news: Collection[News], at: datetime) -> None:
    """It leaves in a letter: whoever else would tell it knows."""
    for kind, note in _NOTES.items():
        if some := [one for one in news if one.subject_type == kind]:
            note(member_id, some, at)


def outlived(before: datetime) -> ColumnElement[bool]:
    """The news of before; the latest of all stays, since the numbers of those to come go on from it."""
    return and_(News.at < before, News.id < select(func.max(News.id)).scalar_subquery())


def forget_news(before: datetime) -> int:
    """What happened so long ago is no longer told, to nobody; how many news."""
    old = select(News.id).where(outlived(before))
    for row in (NewsTopic, NewsMark):
        db.session.execute(delete(row).where(row.news_id.in_(old)))
    return touched(db.session.execute(delete(News).where(outlived(before))))


@cache
def _unless_written(_dialect: str) -> Any:
    """Built once for each database: the key alone tells whether it was written already."""
    insert_once = inserting(News.__table__).on_conflict_do_nothing(index_elements=["key"])
    return insert_once.returning(News.id)


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
    db.session.flush()  # what is told was written
    kind, number = subject
    news = {
        "key": key,
        "family": family,
        "subject_type": kind,
        "subject_id": number,
        "verb": verb,
        "actor_id": by.id if by else None,
        "title": title,
        "address": address,
        "at": at,
    }
    news_id = db.session.scalar(_unless_written(db.engine.dialect.name), news)
    if news_id is None:
        return False
    led = {(Topic.THING, f"{kind}:{number}"), *topics}
    if kind in _LEADS:
        led |= set(_LEADS[kind](number))
    topics_kept = [
        {"news_id": news_id, "topic": topic, "key": named}
        for topic, named in sorted(led)
        if len(named) <= LONGEST_KEY
    ]
    db.session.execute(insert(NewsTopic), topics_kept)
    return True
