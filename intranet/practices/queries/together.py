"""Who writes in a sheet at this moment, every version of it, and whose it becomes."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from intranet.members.models import Member
from intranet.practices.models import Practice, PracticeTransfer, PracticeVersion, SheetWriter
from intranet.practices.queries.readers import is_published
from intranet.practices.queries.truth import is_referent

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
        .order_by(Member.folded, Member.id)
    )


def versions_of(practice: Practice) -> Select[PracticeVersion]:
    """All of them, the latest first: for its owner."""
    return (
        select(PracticeVersion)
        .where(PracticeVersion.practice_id == practice.id)
        .options(joinedload(PracticeVersion.author))
        .order_by(PracticeVersion.number.desc())
    )


def transfer_of(practice: Practice) -> Select[PracticeTransfer]:
    """The one that waits for its taker."""
    return (
        select(PracticeTransfer)
        .where(PracticeTransfer.practice_id == practice.id, PracticeTransfer.closed_at.is_(None))
        .options(joinedload(PracticeTransfer.taker), joinedload(PracticeTransfer.asked_by))
    )


def transfers_once_offered(practice: Practice, member: Member) -> Select[PracticeTransfer]:
    """Those that the structure of this member, one of its referents, was offered."""
    return select(PracticeTransfer).where(
        PracticeTransfer.practice_id == practice.id,
        PracticeTransfer.taker_id == member.organization_id,
        PracticeTransfer.closed_at.is_not(None),
        is_referent(member),
    )


def transfers_offered_to(member: Member) -> Select[PracticeTransfer]:
    """What the referents of a structure are offered."""
    return (
        select(PracticeTransfer)
        .join(PracticeTransfer.practice)
        .where(
            PracticeTransfer.taker_id == member.organization_id,
            is_referent(member),
            PracticeTransfer.closed_at.is_(None),
            is_published(),
        )
        .options(contains_eager(PracticeTransfer.practice))
        .order_by(PracticeTransfer.id)
    )
