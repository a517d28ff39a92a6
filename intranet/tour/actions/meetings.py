"""What happens to the meetings of a stage: one joins it, leaves it, goes before another."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select, update

from intranet.events.models import Event
from intranet.kit.conditional import changed_one, inserting
from intranet.kit.db import db
from intranet.tour.models import MeetingIsElsewhere, Stage, StageEvent


def gather(stage: Stage, event: Event) -> bool:
    """Make a meeting one of the stage, after the others; False where it was already.

    A meeting is of one stage: of two who take it at once, the second is told. Raises MeetingIsElsewhere.
    """
    _hold(stage)
    own = db.session.scalars(select(Stage).where(Stage.event_id == event.id)).first()
    if own is not None:
        return _already(own, stage)
    last = select(func.coalesce(func.max(StageEvent.position), -1) + 1).where(
        StageEvent.stage_id == stage.id
    )
    joined = inserting(StageEvent).values(
        event_id=event.id, stage_id=stage.id, position=db.session.scalar(last)
    )
    if changed_one(joined.on_conflict_do_nothing(index_elements=["event_id"])):
        return True
    kept = db.session.scalars(
        select(Stage).join(StageEvent).where(StageEvent.event_id == event.id)
    ).one()
    return _already(kept, stage)


def release(stage: Stage, event_id: int) -> bool:
    """The meeting stays in the agenda, and is no longer of the stage; False where it was not."""
    _hold(stage)
    here = delete(StageEvent).where(
        StageEvent.stage_id == stage.id, StageEvent.event_id == event_id
    )
    return changed_one(here)


def put_before(stage: Stage, event_id: int) -> bool:
    """One rank earlier."""
    return _shift(stage, event_id, -1)


def put_after(stage: Stage, event_id: int) -> bool:
    """One rank later."""
    return _shift(stage, event_id, 1)


def _shift(stage: Stage, event_id: int, by: int) -> bool:
    """Ranks are given anew under the lock of the stage; False where there is nowhere to go."""
    _hold(stage)
    in_order = select(StageEvent.event_id).where(StageEvent.stage_id == stage.id)
    order = list(db.session.scalars(in_order.order_by(StageEvent.position, StageEvent.event_id)))
    if event_id not in order:
        return False
    here = order.index(event_id)
    if not 0 <= here + by < len(order):
        return False
    order[here], order[here + by] = order[here + by], order[here]
    _rank(order)
    return True


def _rank(order: Sequence[int]) -> None:
    for position, event_id in enumerate(order):
        db.session.execute(
            update(StageEvent).where(StageEvent.event_id == event_id).values(position=position)
        )


def _hold(stage: Stage) -> None:
    """Take the row of the stage: whoever else changes its meetings waits."""
    db.session.execute(
        update(Stage)
        .where(Stage.id == stage.id)
        .values(lock_version=Stage.lock_version)
        .execution_options(synchronize_session=False)
    )


def _already(its: Stage, asked: Stage) -> bool:
    if its.id != asked.id:
        raise MeetingIsElsewhere(its.region.name)
    return False
