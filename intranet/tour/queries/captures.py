"""What was noted at a stage, and what became of it."""

from __future__ import annotations

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from intranet.events.models import Event, Talk
from intranet.members.models import Member
from intranet.practices.models import Practice
from intranet.practices.queries import is_published
from intranet.tour.models import Capture, Stage, StageEvent, TalkSheet


def noted_at(stage_id: int) -> Select[Capture]:
    """The lines of the board, the last one first; those taken back are not shown."""
    return (
        select(Capture)
        .where(Capture.stage_id == stage_id, Capture.dropped_at.is_(None))
        .options(joinedload(Capture.practice), joinedload(Capture.presenter))
        .order_by(Capture.id.desc())
    )


def capture_of(stage_id: int, capture_id: int) -> Select[Capture]:
    return select(Capture).where(Capture.stage_id == stage_id, Capture.id == capture_id)


def talk_to_tell(talk_id: int) -> Select[Talk]:
    """A presentation with all that its sheet will say."""
    return (
        select(Talk)
        .where(Talk.id == talk_id)
        .options(joinedload(Talk.event).selectinload(Event.organizers))
    )


def sheet_of(talk_id: int) -> Select[Practice]:
    """The sheet that a presentation became."""
    return (
        select(Practice)
        .join(TalkSheet, TalkSheet.practice_id == Practice.id)
        .where(TalkSheet.talk_id == talk_id)
    )


def born_at(stage: Stage) -> Select[Practice]:
    """The sheets that anyone may read of those noted or presented at a stage, the newest first."""
    its = select(StageEvent.event_id).where(StageEvent.stage_id == stage.id)
    noted = select(Capture.practice_id).where(
        Capture.stage_id == stage.id, Capture.practice_id.is_not(None)
    )
    presented = (
        select(TalkSheet.practice_id)
        .join(Talk, Talk.id == TalkSheet.talk_id)
        .join(Event, Event.id == Talk.event_id)
        .where(Event.published_at.is_not(None))
        .where(or_(Event.id == stage.event_id, Event.id.in_(its)))
    )
    return (
        select(Practice)
        .where(is_published(), or_(Practice.id.in_(noted), Practice.id.in_(presented)))
        .options(joinedload(Practice.region))
        .order_by(Practice.published_at.desc(), Practice.id.desc())
    )


def still_to_write(member: Member) -> Select[Capture]:
    """The drafts that a member owes to what they told at a stage, the most urgent first."""
    return (
        select(Capture)
        .join(Capture.practice)
        .where(
            Capture.presenter_id == member.id,
            Practice.owner_id == member.organization_id,  # who went elsewhere reads it no more
            Practice.submitted_at.is_(None),
            Practice.published_version_id.is_(None),
            Practice.withdrawn_on.is_(None),
        )
        .options(joinedload(Capture.practice).selectinload(Practice.reviews))
        .order_by(Capture.due_on, Capture.id)
    )
