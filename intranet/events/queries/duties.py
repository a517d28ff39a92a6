"""What awaits whoever holds a meeting: presentations to decide on, what was said to be written."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from intranet.events.models import Event, Happening, Talk, TalkState
from intranet.events.queries.held import organized_by
from intranet.kit.clock import in_paris
from intranet.members.models import Member

MINUTES_WITHIN = timedelta(days=15)  # after the end, then it is late
MINUTES_AWAITED_FOR = timedelta(days=60)  # what was said is told sooner, or not any more


def talks_to_decide(member: Member, on: date) -> Select[Talk]:
    """Proposed for a meeting that is not over, the oldest first."""
    return (
        select(Talk)
        .join(Talk.event)
        .where(
            Talk.state == TalkState.PROPOSED,
            Event.bookable_id.in_(organized_by(member)),
            Event.happening != Happening.CANCELLED,
            or_(Event.starts_on.is_(None), func.coalesce(Event.ends_on, Event.starts_on) >= on),
        )
        .options(contains_eager(Talk.event))
        .order_by(Talk.created_at, Talk.id)
    )


def minutes_to_write(member: Member, at: datetime) -> Select[Event]:
    """The meetings that one wrote the page of, that are over, and of which nothing is told; once who
    wrote it closed their account, those that one’s organization holds.
    """
    left = and_(Member.closed_at.is_not(None), Event.bookable_id.in_(organized_by(member)))
    last = in_paris(at).date() - timedelta(days=1)
    over = and_(Event.starts_on >= last - MINUTES_AWAITED_FOR, Event.starts_on <= last)
    ended = or_(Event.ends_on.is_(None), Event.ends_on <= last)
    return (
        select(Event)
        .outerjoin(Member, Member.id == Event.author_id)
        .where(
            or_(Event.author_id == member.id, left),
            Event.published_at.is_not(None),
            Event.bookable_id.is_not(None),
            Event.minutes_published_at.is_(None),
            Event.happening.not_in({Happening.CANCELLED, Happening.POSTPONED}),
            over,
            ended,
        )
        .order_by(Event.starts_on, Event.id)
    )
