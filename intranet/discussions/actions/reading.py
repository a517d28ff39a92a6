"""What one has read of what is new: one piece, or all of it, and back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from intranet.discussions import queries
from intranet.discussions.models import News, NewsMark, NewsSeen
from intranet.kit.db import db
from intranet.members.models import Member


def mark(member: Member, news: News, at: datetime, *, read: bool) -> None:
    """One piece of news, whatever is around it; again, nothing more."""
    seen = _seen(member, at)
    found = db.session.get(NewsMark, (member.id, news.id))
    if (news.id <= seen.news_id) != read:
        if found is None:
            db.session.add(NewsMark(member_id=member.id, news_id=news.id))
    elif found is not None:
        db.session.delete(found)
    seen.undo = None
    db.session.flush()


def mark_all(member: Member, until: int, at: datetime) -> None:
    """All that was shown, up to a piece of news: what comes meanwhile stays new."""
    seen = _seen(member, at)
    until = min(until, queries.latest_news_id())
    if until < seen.news_id:
        return
    marked = list(
        db.session.scalars(select(NewsMark.news_id).where(NewsMark.member_id == member.id))
    )
    seen.undo = {"until": seen.news_id, "marked": marked}
    seen.news_id, seen.at = until, at
    db.session.execute(
        delete(NewsMark).where(NewsMark.member_id == member.id, NewsMark.news_id <= until)
    )


def undo_all(member: Member, at: datetime) -> bool:
    """Back to what stood before; False where something else was marked since."""
    seen = _seen(member, at)
    if seen.undo is None:
        return False
    db.session.execute(delete(NewsMark).where(NewsMark.member_id == member.id))
    known = set(db.session.scalars(select(News.id).where(News.id.in_(seen.undo["marked"]))))
    db.session.add_all(NewsMark(member_id=member.id, news_id=each) for each in sorted(known))
    seen.news_id, seen.undo, seen.at = seen.undo["until"], None, at
    db.session.flush()
    return True


def _seen(member: Member, at: datetime) -> NewsSeen:
    """Where a person is; held, so that of two clicks at once the second sees the first."""
    theirs = select(NewsSeen).where(NewsSeen.member_id == member.id).with_for_update()
    if (seen := db.session.scalars(theirs).first()) is not None:
        return seen
    try:
        with db.session.begin_nested():
            db.session.add(NewsSeen(member_id=member.id, news_id=0, at=at))
    except IntegrityError:
        pass  # another page of theirs was first
    return db.session.scalars(theirs).one()
