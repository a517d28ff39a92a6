"""The meetings of a stage, those that could be, and what each stage of an edition gathered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Select, Subquery, and_, exists, func, or_, select, union
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from intranet.bookings.models import ASSURED, Attendance, Bookable, Registration
from intranet.competencies.coverage import FEWEST
from intranet.events.models import IN_PROGRAMME, Event, Organizer, Talk, TalkState
from intranet.kit.db import db, every
from intranet.places.models import Region
from intranet.practices.models import Practice
from intranet.practices.queries import is_listed, is_published
from intranet.tour.models import Capture, Stage, StageEvent, TalkSheet

MOST_OFFERED = 200


def meetings_of(stage: Stage) -> Sequence[Event]:
    """The one by which the stage is in the agenda first, then the others in their order, published or not."""
    return every(
        select(Event)
        .outerjoin(StageEvent, StageEvent.event_id == Event.id)
        .where(or_(StageEvent.stage_id == stage.id, Event.id == stage.event_id))
        .options(
            joinedload(Event.bookable).selectinload(Bookable.slots),
            joinedload(Event.municipality),
            selectinload(Event.regions),
            selectinload(Event.organizers).joinedload(Organizer.organization),
        )
        .order_by(StageEvent.position.nulls_first(), Event.id)
    )


def in_region(stage: Stage) -> Select[Event, int | None]:
    """The published meetings of a region or of its stage, the latest first, with the rank of the latter."""
    ranked = and_(StageEvent.event_id == Event.id, StageEvent.stage_id == stage.id)
    here = Event.regions.any(Region.code == stage.region_code)
    return (
        select(Event, StageEvent.position)
        .outerjoin(StageEvent, ranked)
        .where(Event.published_at.is_not(None))
        .where(or_(here, StageEvent.stage_id == stage.id, Event.id == stage.event_id))
        .order_by(Event.starts_on.desc().nulls_last(), Event.id.desc())
    )


def talks_of(events: Collection[Event]) -> Select[Talk]:
    """What is presented at several meetings, to tell who cannot be at both."""
    return (
        select(Talk)
        .join(Talk.event)
        .where(Event.id.in_([event.id for event in events]))
        .options(contains_eager(Talk.event), selectinload(Talk.speakers))
    )


def could_be_of(stage: Stage) -> Select[Event]:
    """The published meetings of its region or of its hosts that are of no stage yet, the latest first."""
    hosts = [host.organization_id for host in stage.hosts]
    taken: CompoundSelect[int | None] = union(
        select(StageEvent.event_id), select(Stage.event_id).where(Stage.event_id.is_not(None))
    )
    return (
        select(Event)
        .where(
            Event.published_at.is_not(None),
            Event.id.not_in(taken.scalar_subquery()),
            or_(
                Event.regions.any(Region.code == stage.region_code),
                Event.organizers.any(Organizer.organization_id.in_(hosts)),
            ),
        )
        .options(joinedload(Event.bookable).selectinload(Bookable.slots))
        .order_by(Event.starts_on.desc().nulls_last(), Event.id.desc())
        .limit(MOST_OFFERED)
    )


def with_a_sheet() -> Select[int]:
    """The meetings of which a sheet that anyone may read was born."""
    listed = exists().where(Practice.id == TalkSheet.practice_id, is_listed())
    return select(Talk.event_id).join(TalkSheet, TalkSheet.talk_id == Talk.id).where(listed)


def stage_of(event_id: int) -> Select[Stage]:
    """The stage that a meeting is of."""
    return (
        select(Stage)
        .outerjoin(StageEvent, StageEvent.stage_id == Stage.id)
        .where(or_(StageEvent.event_id == event_id, Stage.event_id == event_id))
        .options(joinedload(Stage.region), joinedload(Stage.tour))
        .limit(1)
    )


@dataclass(frozen=True)
class Gathered:
    """What a stage left.

    People are told where they are five or more, else None: those seen there, or those who
    registered while nobody was seen yet.
    """

    meetings: int = 0
    talks: int = 0
    with_materials: int = 0
    captures: int = 0
    sheets: int = 0
    online: int = 0
    people: int | None = None
    were_seen: bool = False

    @property
    def is_nothing(self) -> bool:
        return not (self.meetings or self.talks or self.captures or self.sheets)


def gathered_by(stages: Collection[Stage]) -> dict[int, Gathered]:
    """What each of several stages gathered, in one statement."""
    its = union(
        select(Stage.id.label("stage_id"), Stage.event_id).where(Stage.event_id.is_not(None)),
        select(StageEvent.stage_id, StageEvent.event_id),
    ).subquery()
    lines = select(func.count(Capture.id)).where(
        Capture.stage_id == Stage.id, Capture.dropped_at.is_(None)
    )
    talks = _at(its, func.count(Talk.id)).join(Talk, Talk.event_id == Event.id)
    person = func.count(func.coalesce(Registration.member_id, -Registration.id).distinct())
    people = _at(its, person).join(Registration, Registration.bookable_id == Event.bookable_id)
    seen = select(Attendance.registration_id).where(Attendance.minutes > 0)
    # What was withdrawn, or merged into another, is no sheet any more.
    remains = and_(Practice.withdrawn_on.is_(None), Practice.merged_into_id.is_(None))
    sheets_of_lines = lines.join(Practice, Practice.id == Capture.practice_id).where(remains)
    sheets_of_talks = (
        _at(its, func.count(TalkSheet.practice_id))
        .join(Talk, Talk.event_id == Event.id)
        .join(TalkSheet, TalkSheet.talk_id == Talk.id)
        .join(Practice, Practice.id == TalkSheet.practice_id)
        .where(remains)
    )
    online = is_published()
    asked: list[Select[int]] = [
        _at(its, func.count(Event.id)),
        talks.where(Talk.state.in_(list(IN_PROGRAMME))),
        talks.where(Talk.state == TalkState.PUBLISHED),
        lines,
        sheets_of_lines,
        sheets_of_talks,
        sheets_of_lines.where(online),
        sheets_of_talks.where(online),
        people.where(Registration.state.in_(ASSURED)),
        people.where(Registration.id.in_(seen)),
    ]
    figures: Any = [each.correlate(Stage).scalar_subquery() for each in asked]
    rows = db.session.execute(
        select(Stage.id, *figures).where(Stage.id.in_([stage.id for stage in stages]))
    )
    return {row[0]: _counted(*row[1:]) for row in rows}


def _at(its: Subquery, what: Any) -> Select[Any]:
    """Something of the published meetings of the stage of the row."""
    return (
        select(what)
        .select_from(its)
        .join(Event, Event.id == its.c.event_id)
        .where(its.c.stage_id == Stage.id, Event.published_at.is_not(None))
    )


def _counted(*row: int) -> Gathered:
    meetings, talks, materials, captures, noted, told, noted_online, told_online, *people = row
    registered, seen = people
    count = seen or registered
    return Gathered(
        meetings=meetings,
        talks=talks,
        with_materials=materials,
        captures=captures,
        sheets=noted + told,
        online=noted_online + told_online,
        people=count if count >= FEWEST else None,
        were_seen=seen > 0,
    )
