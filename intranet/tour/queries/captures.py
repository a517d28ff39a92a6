"""What was noted at a stage, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from intranet.bookings.models import Registration, RegistrationState
from intranet.events.models import IN_PROGRAMME, Event, Talk, TalkState
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.practices.models import Practice
from intranet.tour.models import Capture, Stage, StageEvent, TalkSheet

FEWEST_PEOPLE = 5  # under which nobody is counted


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
            Practice.submitted_at.is_(None),
            Practice.published_version_id.is_(None),
        )
        .options(joinedload(Capture.practice))
        .order_by(Capture.due_on, Capture.id)
    )


@dataclass(frozen=True)
class Gathered:
    """What a stage left: presentations, lines noted, sheets begun, people where they are five."""

    talks: int
    with_materials: int
    captures: int
    sheets: int
    people: int | None


def gathered_at(stage: Stage) -> Gathered:
    """In one statement."""
    linked = select(StageEvent.event_id).where(StageEvent.stage_id == stage.id)
    its_events = select(Event.id).where((Event.id == stage.event_id) | Event.id.in_(linked))
    talks = select(func.count(Talk.id)).where(Talk.event_id.in_(its_events))
    noted = select(func.count(Capture.id)).where(
        Capture.stage_id == stage.id, Capture.dropped_at.is_(None)
    )
    told = select(func.count()).select_from(TalkSheet).join(Talk, Talk.id == TalkSheet.talk_id)
    people = (
        select(func.count(Registration.id))
        .join(Event, Event.bookable_id == Registration.bookable_id)
        .where(Event.id.in_(its_events))
        .where(Registration.state.in_((RegistrationState.CONFIRMED, RegistrationState.ATTENDED)))
    )
    row = db.session.execute(
        select(
            talks.where(Talk.state.in_(list(IN_PROGRAMME))).scalar_subquery(),
            talks.where(Talk.state == TalkState.PUBLISHED).scalar_subquery(),
            noted.scalar_subquery(),
            noted.where(Capture.practice_id.is_not(None)).scalar_subquery(),
            told.where(Talk.event_id.in_(its_events)).scalar_subquery(),
            people.scalar_subquery(),
        )
    ).one()
    counted = row[5] if row[5] >= FEWEST_PEOPLE else None
    return Gathered(row[0], row[1], row[2], row[3] + row[4], counted)
