"""What the blocks of the dashboards tell, each in few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, select

from intranet.bookings.models import CALLED_OFF, Bookable
from intranet.competencies import queries as competencies
from intranet.competencies.coverage import STEP
from intranet.competencies.queries import Item
from intranet.courses import queries as courses
from intranet.courses.models import Course, CourseRun
from intranet.events import queries as events
from intranet.events.models import Event
from intranet.home.queries.figures import most_required
from intranet.kit.clock import in_paris
from intranet.kit.db import db, every
from intranet.members.models import Member, Membership, MembershipState
from intranet.members.queries import counted_for
from intranet.openings import queries as openings
from intranet.openings.models import ApplicationState, JobApplication, Opening, State
from intranet.organizations.models import Organization
from intranet.places.models import Region
from intranet.practices.models import Practice

SHOWN = 4
ASKED_MOST = 40  # items looked at, to find those that nobody teaches
UNSENT = (ApplicationState.DRAFT, ApplicationState.EXPIRED)


def region_of(member: Member) -> str | None:
    """The code of the region where somebody works; None without one, or for the whole of France."""
    return member.organization.region_code if member.organization else None


def meetings_near(member: Member, at: datetime) -> Sequence[Event]:
    """What is to come in the member’s region, or anywhere where they have none."""
    query = events.coming_dates(events.days_at(at)).limit(SHOWN)
    if region := region_of(member):
        query = query.where(Event.regions.any(Region.code == region))
    return every(query)


def counted_around(organization: Organization) -> int:
    """How many people of its region agreed to be counted by it: by fives, never fewer."""
    if organization.region_code is None:
        return 0
    agreed = counted_for(organization.region_code, organization.id)
    people = db.session.scalar(select(func.count(Member.id)).where(agreed)) or 0
    return people // STEP * STEP


def untaught(at: datetime) -> list[tuple[Item, int]]:
    """What live openings require most and no course that is online teaches: (item, openings)."""
    taught, items = courses.taught(at), competencies.in_force().items
    return [
        (items[item], times)
        for item, times in most_required(at, ASKED_MOST)
        if item in items and item not in taught
    ][:SHOWN]


def openings_with_applications(member: Member) -> Sequence[Row[Opening, int, int]]:
    """The openings of where one works that are not over: Opening, received, not answered yet.

    Of one where they applied themselves, nothing is counted.
    """
    theirs = openings.at_desk(member)
    received = case((and_(JobApplication.state.not_in(UNSENT), theirs), 1))
    waiting = case((and_(JobApplication.state == ApplicationState.SUBMITTED, theirs), 1))
    query = (
        select(
            Opening,
            func.count(received).label("received"),
            func.count(waiting).label("waiting"),
        )
        .outerjoin(JobApplication, JobApplication.opening_id == Opening.id)
        .where(
            Opening.organization_id == member.organization_id,
            Opening.state.not_in((State.CLOSED, State.REJECTED)),
        )
        .group_by(Opening.id)
        .order_by(Opening.updated_at.desc(), Opening.id.desc())
        .limit(SHOWN)
    )
    return db.session.execute(query).all()


@dataclass(frozen=True)
class Month:
    """What happened in the network since the first of the month."""

    since: datetime
    admitted: int
    openings: int
    applications: int
    courses: int
    runs: int
    practices: int


def month_of(at: datetime) -> Month:
    """Six figures, in one statement."""
    since = in_paris(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    counted: tuple[Select[int], ...] = (
        # By the day they began: of whoever was there already, a role is decided on later.
        select(func.count(Membership.id)).where(
            Membership.state == MembershipState.ADMITTED,
            Membership.started_on.between(since.date(), in_paris(at).date()),
        ),
        select(func.count(Opening.id)).where(_between(Opening.first_published_at, since, at)),
        select(func.count(JobApplication.id)).where(
            _between(JobApplication.submitted_at, since, at)
        ),
        select(func.count(Course.id)).where(_between(Course.published_at, since, at)),
        # By their last day, since they end at the first instant after it.
        select(func.count(CourseRun.bookable_id))
        .join(CourseRun.bookable)
        .where(
            CourseRun.ends_on >= since.date(),
            CourseRun.ends_at <= at,
            Bookable.lifecycle.not_in(CALLED_OFF),
        ),
        select(func.count(Practice.id)).where(_between(Practice.published_at, since, at)),
    )
    row = db.session.execute(select(*(one.scalar_subquery() for one in counted))).one()
    return Month(since, *row)


def _between(column: Any, since: datetime, at: datetime) -> Any:
    return and_(column >= since, column <= at + timedelta(seconds=1))
