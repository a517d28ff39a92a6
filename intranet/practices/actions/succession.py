"""Sheets of a structure that closes: its successor owns them, and answers for them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, func, or_, select, update

from intranet.kit.db import db, every
from intranet.organizations.actions import Belonging, Closing
from intranet.practices import queries
from intranet.practices.models import (
    Guide,
    Practice,
    PracticeTransfer,
    Replication,
    SheetBatch,
)


def follow(closing: Closing) -> None:
    """Its sheets and guides, its files, what it was offered or offers, what it took up elsewhere. A
    reference that a sheet of the successor bears too is that one’s.
    """
    if closing.successor is None:
        return
    former, successor = closing.former.id, closing.successor.id
    taken = set(every(select(Practice.import_ref).where(Practice.owner_id == successor)))
    for sheet in every(select(Practice).where(Practice.owner_id == former)):
        sheet.owner_id = successor
        sheet.import_ref = None if sheet.import_ref in taken else sheet.import_ref
    db.session.flush()
    guides = update(Guide).where(Guide.owner_id == former)
    db.session.execute(guides.values(owner_id=successor))
    files = update(SheetBatch).where(SheetBatch.organization_id == former)
    db.session.execute(files.values(organization_id=successor))
    _hand_over(closing, successor)
    _count_once(former, successor)


def _hand_over(closing: Closing, successor: int) -> None:
    """What one offered the other is of the same house now: nothing is left to accept."""
    former = closing.former.id
    waiting = select(PracticeTransfer).where(
        PracticeTransfer.closed_at.is_(None),
        or_(PracticeTransfer.giver_id == former, PracticeTransfer.taker_id == former),
    )
    for offer in every(waiting):
        offer.giver_id = successor if offer.giver_id == former else offer.giver_id
        offer.taker_id = successor if offer.taker_id == former else offer.taker_id
        if offer.giver_id == offer.taker_id:
            offer.closed_at = closing.at
    db.session.flush()


def _count_once(former: int, successor: int) -> None:
    """One line of a structure for each sheet taken up; what both told, each told of its own time."""
    there = select(Replication.practice_id).where(Replication.organization_id == successor)
    own = select(Practice.id).where(Practice.owner_id == successor)
    moved = update(Replication).where(
        Replication.organization_id == former,
        Replication.practice_id.not_in(there),
        Replication.practice_id.not_in(own),
    )
    db.session.execute(moved.values(organization_id=successor))


def _count(organization_id: int, _on: date) -> Select[int]:
    of_it = Practice.owner_id == organization_id, queries.is_still_open()
    return select(func.count(Practice.id)).where(*of_it)


PRACTICES = Belonging(follow, ("bonne pratique", "bonnes pratiques"), _count)
