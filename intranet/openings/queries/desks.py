"""What dashboards, panels and queues show: the openings of somebody, or about something."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.orm import contains_eager, joinedload

from intranet.competencies.models import Requirement
from intranet.kit.db import db, every
from intranet.kit.search import SearchEntry
from intranet.kit.texts import fold
from intranet.members.models import Member
from intranet.openings.models import (
    FRESH_FOR,
    ONLINE_STATES,
    UNSENT,
    FieldRemark,
    Opening,
    OpeningEvent,
    OpeningTemplate,
    State,
)
from intranet.openings.queries.board import KIND
from intranet.openings.queries.conditions import asks_for, named_by
from intranet.openings.queries.live import instants, live, live_when_asked
from intranet.openings.queries.team import answered_for_by

SOON = timedelta(days=7)
COMPARED = 80  # of the newest: looking further would cost more than it would find


def latest_live(at: datetime) -> Select[Opening]:
    """What one may answer, the newest first; `.limit(3)` for a door of the front page."""
    return _newest(live(at))


def _newest(live: ColumnElement[bool]) -> Select[Opening]:
    return (
        select(Opening)
        .where(live)
        .options(joinedload(Opening.organization), joinedload(Opening.municipality))
        .order_by(Opening.publish_at.desc(), Opening.id.desc())
    )


def live_requiring(competency_id: int, at: datetime) -> Select[Opening]:
    """What one may answer and asks for an item of the referential, the newest first."""
    return latest_live(at).where(asks_for(competency_id))


def live_by_item(
    at: datetime, region: str | None = None, department: str | None = None
) -> dict[int, int]:
    """How many live openings ask for each item, in the whole of France or in a part of it."""
    query = (
        select(Requirement.competency_id, func.count())
        .join(Opening, Opening.requirement_set_id == Requirement.requirement_set_id)
        .where(live(at))
        .group_by(Requirement.competency_id)
    )
    if region:
        query = query.where(Opening.region_code == region)
    if department:
        query = query.where(Opening.department_code == department)
    return dict(iter(db.session.execute(query)))


def live_of(organization_id: int, at: datetime) -> Select[Opening]:
    """What an organization has on the board under its name, the newest first."""
    return latest_live(at).where(named_by(organization_id))


def live_on(siren: str, at: datetime) -> Select[Opening]:
    """What is on the board on the territory of an intercommunality, the newest first."""
    return latest_live(at).where(Opening.epci_siren == siren)


def live_in(region_code: str, at: datetime) -> Select[Opening]:
    """What is on the board in a region, the newest first."""
    return latest_live(at).where(Opening.region_code == region_code)


def similar_to(
    opening: Opening, asked: Collection[int], at: datetime, count: int = 5
) -> Sequence[Opening]:
    """Other live openings, among the newest: most items in common, then the same region.

    `asked`: the items that this one asks for.
    """
    given = {"this": opening.id, "region": opening.region_code, "asked": asked, "count": count}
    found = db.session.scalars(_similar(), given | instants(at))
    return found.unique().all()


@cache
def _similar() -> Select[Opening]:
    """Built once: it stands on every page of an opening.

    What is ranked is live; said again of the openings themselves, PostgreSQL would begin by them.
    """
    here = Opening.region_code == bindparam("region")
    recent = (
        select(Opening.id, Opening.requirement_set_id, here.label("here"))
        .where(live_when_asked(), Opening.id != bindparam("this"))
        .order_by(Opening.publish_at.desc(), Opening.id.desc())
        .limit(COMPARED)
        .subquery("recent")
    )
    same = and_(
        Requirement.requirement_set_id == recent.c.requirement_set_id,
        Requirement.competency_id.in_(bindparam("asked", expanding=True)),
    )
    ranked = (
        select(recent.c.id, recent.c.here, func.count(Requirement.id).label("shared"))
        .outerjoin(Requirement, same)
        .group_by(recent.c.id, recent.c.here)
        .subquery("ranked")
    )
    return (
        _newest(true())
        .join(ranked, ranked.c.id == Opening.id)
        .where(or_(ranked.c.shared > 0, ranked.c.here))
        .order_by(None)
        .order_by(ranked.c.shared.desc(), ranked.c.here.desc(), Opening.publish_at.desc())
        .limit(bindparam("count", type_=Integer))
    )


def awaiting_review(member: Member) -> Select[Opening]:
    """What waits for this animator, the longest waiting first; never their own (four eyes)."""
    query = (
        select(Opening)
        .join(Opening.organization)
        .where(Opening.state == literal_column("'in_review'"), Opening.owner_id != member.id)
        .options(contains_eager(Opening.organization), joinedload(Opening.owner))
        .order_by(Opening.updated_at, Opening.id)
    )
    regions = member.animated_regions if member.is_animator else set()
    return query if regions is None else query.where(Opening.region_code.in_(regions))


def online_but_not_found(at: datetime) -> Select[Opening]:
    """What was planned, has come online, and that words do not find yet."""
    found = select(SearchEntry.object_id).where(
        SearchEntry.kind == KIND, SearchEntry.object_id == Opening.id
    )
    return select(Opening).where(live(at), Opening.publish_at > at - SOON, ~found.exists())


def templates_of(organization_id: int) -> Select[OpeningTemplate]:
    """The models of opening of an organization."""
    theirs = OpeningTemplate.organization_id == organization_id
    return select(OpeningTemplate).where(theirs).order_by(OpeningTemplate.id)


def templates_by_name(organization_id: int) -> Sequence[OpeningTemplate]:
    """The same as one reads a list."""
    found = every(templates_of(organization_id))
    return sorted(found, key=lambda model: (fold(model.name), model.id))


def remarks_on(opening_id: int) -> Select[FieldRemark]:
    """What the last review said of the fields of an opening."""
    last = select(func.max(FieldRemark.event_id)).where(FieldRemark.opening_id == opening_id)
    return (
        select(FieldRemark)
        .where(FieldRemark.event_id == last.scalar_subquery())
        .order_by(FieldRemark.id)
    )


def drafts_of(member: Member) -> Select[Opening]:
    """What this member answers for and has not sent, or was asked to correct."""
    return (
        select(Opening)
        .where(answered_for_by(member), Opening.state.in_(UNSENT))
        .order_by(Opening.updated_at.desc())
    )


def closing_soon_of(member: Member, at: datetime) -> Select[Opening]:
    """The live openings this member answers for that close within a week, the soonest first."""
    return (
        select(Opening)
        .where(
            live(at),
            answered_for_by(member),
            Opening.closes_at <= at + SOON,
        )
        .order_by(Opening.closes_at)
    )


def to_confirm_of(member: Member, at: datetime) -> Select[Opening]:
    """What this member answers for and that left, or within a week will leave, the board for want of a word."""
    return (
        select(Opening)
        .where(
            Opening.state == State.PUBLISHED,
            answered_for_by(member),
            Opening.closes_at > at,
            Opening.filled < Opening.positions,
            Opening.last_confirmed_at <= at - FRESH_FOR + SOON,
        )
        .order_by(Opening.last_confirmed_at)
    )


def overdue(at: datetime) -> Select[Opening]:
    """Online past their closing instant: what the tick writes down as closed."""
    return (
        select(Opening)
        .where(Opening.state.in_(ONLINE_STATES), Opening.closes_at <= at)
        .options(joinedload(Opening.owner), joinedload(Opening.organization))
        .order_by(Opening.id)
    )


def last_event(opening_id: int) -> Select[OpeningEvent]:
    """Who did what last: what the loser of a race is told."""
    return (
        select(OpeningEvent)
        .where(OpeningEvent.opening_id == opening_id)
        .options(joinedload(OpeningEvent.actor))
        .order_by(OpeningEvent.id.desc())
        .limit(1)
    )
