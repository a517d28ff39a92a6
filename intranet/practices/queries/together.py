"""Who writes in a sheet at this moment, and every version of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from intranet.members.models import Member
from intranet.practices.models import Practice, PracticeVersion, SheetWriter

THERE_FOR = timedelta(seconds=60)  # three of the calls that an open form makes


def writing_too(practice: Practice, member: Member, at: datetime) -> Select[Member]:
    """The others who have its form open."""
    return (
        select(Member)
        .join(SheetWriter, SheetWriter.member_id == Member.id)
        .where(
            SheetWriter.practice_id == practice.id,
            SheetWriter.member_id != member.id,
            SheetWriter.seen_at > at - THERE_FOR,
        )
        .order_by(Member.name, Member.id)
    )


def versions_of(practice: Practice) -> Select[PracticeVersion]:
    """All of them, the latest first: for its owner."""
    return (
        select(PracticeVersion)
        .where(PracticeVersion.practice_id == practice.id)
        .options(joinedload(PracticeVersion.author))
        .order_by(PracticeVersion.number.desc())
    )
