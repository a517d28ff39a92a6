"""Which stage leads to a meeting, or to a sheet: whoever follows it is told of them."""

from __future__ import annotations

from sqlalchemy import Select, select, union

from intranet.events.models import Talk
from intranet.tour.models import Capture, Stage, StageEvent, TalkSheet


def stages_of_meeting(event_id: int) -> Select[int]:
    """Its own day in the agenda, or one of its meetings."""
    own = select(Stage.id).where(Stage.event_id == event_id)
    return select(union(own, select(StageEvent.stage_id).where(StageEvent.event_id == event_id)).subquery().c[0])  # fmt: skip


def stages_of_sheet(practice_id: int) -> Select[int]:
    """Where what it tells was noted, or presented."""
    noted = select(Capture.stage_id).where(Capture.practice_id == practice_id)
    shown = select(Talk.event_id).join(TalkSheet).where(TalkSheet.practice_id == practice_id)
    gathered = select(StageEvent.stage_id).where(StageEvent.event_id.in_(shown))
    own = select(Stage.id).where(Stage.event_id.in_(shown))
    return select(union(noted, gathered, own).subquery().c[0])
