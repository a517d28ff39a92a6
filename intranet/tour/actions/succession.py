"""Stages that a structure was to receive: its successor does; those that were told keep their hosts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, func, select, update

from intranet.kit.db import db
from intranet.organizations.actions import Belonging, Closing
from intranet.tour.models import Lifecycle, Stage, StageHost

OVER = (Lifecycle.REPORTED, Lifecycle.ARCHIVED, Lifecycle.CANCELLED)


def follow(closing: Closing) -> None:
    """Where the successor receives it too, there is one host less to read of, not two of one name."""
    if closing.successor is None:
        return
    former, successor = closing.former.id, closing.successor.id
    there = select(StageHost.stage_id).where(StageHost.organization_id == successor)
    moved = update(StageHost).where(
        StageHost.organization_id == former,
        StageHost.stage_id.in_(_to_come()),
        StageHost.stage_id.not_in(there),
    )
    db.session.execute(moved.values(organization_id=successor))


def _to_come() -> Select[int]:
    return select(Stage.id).where(Stage.lifecycle.not_in(OVER))


def _count(organization_id: int, _on: date) -> Select[int]:
    of_it = StageHost.organization_id == organization_id, StageHost.stage_id.in_(_to_come())
    return select(func.count(StageHost.id)).where(*of_it)


STAGES = Belonging(follow, ("étape du Tour", "étapes du Tour"), _count)
