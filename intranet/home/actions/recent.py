"""The last searches of a member: kept, forgotten, no longer kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from intranet.home.models import LONGEST_KEPT, RecentSearch
from intranet.kit.conditional import inserting
from intranet.kit.db import db
from intranet.kit.texts import fold
from intranet.members.models import Member

MOST_RECENT = 8


def remember(member: Member, typed: str, at: datetime) -> None:
    """Unless they would rather not; the same words are one search, and the ninth drives one out."""
    words = " ".join(typed.split())[:LONGEST_KEPT]
    if not (words and member.keeps_searches):
        return
    written = inserting(RecentSearch).values(
        member_id=member.id, folded=fold(words)[:LONGEST_KEPT], words=words, at=at
    )
    db.session.execute(
        written.on_conflict_do_update(
            index_elements=["member_id", "folded"], set_={"words": words, "at": at}
        )
    )
    kept = (
        select(RecentSearch.id)
        .where(RecentSearch.member_id == member.id)
        .order_by(RecentSearch.at.desc(), RecentSearch.id.desc())
        .limit(MOST_RECENT)
    )
    latest = db.session.scalars(kept).all()
    theirs = delete(RecentSearch).where(RecentSearch.member_id == member.id)
    db.session.execute(theirs.where(RecentSearch.id.not_in(latest)))


def forget(member: Member, search_id: int) -> None:
    """One of their own; twice changes nothing."""
    mine = RecentSearch.member_id == member.id, RecentSearch.id == search_id
    db.session.execute(delete(RecentSearch).where(*mine))


def forget_all(member_id: int, _at: datetime | None = None) -> None:
    """On demand, and when the account closes."""
    db.session.execute(delete(RecentSearch).where(RecentSearch.member_id == member_id))


def keep_or_not(member: Member, *, keep: bool) -> None:
    """From now on; what is no longer to be kept goes at once."""
    member.keeps_searches = keep
    if not keep:
        forget_all(member.id)
