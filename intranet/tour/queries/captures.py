"""What was noted at a stage, and what became of it."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from intranet.events.models import Event, Talk
from intranet.members.models import Member
from intranet.practices.models import Practice
from intranet.tour.models import Capture, TalkSheet


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
