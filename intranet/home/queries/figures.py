"""The figures of the network, and what is newest on each board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from intranet.competencies.models import Need, Requirement
from intranet.courses.models import Course, CourseRun
from intranet.courses.models import State as CourseState
from intranet.kit.db import db
from intranet.members.models import Membership, MembershipState
from intranet.openings.models import Opening
from intranet.openings.queries import live
from intranet.practices import queries as practices


@dataclass(frozen=True)
class Figures:
    """How large the network is today; counted in one statement."""

    members: int
    organizations: int
    openings: int
    courses: int
    runs: int
    practices: int


def of_network(at: datetime) -> Figures:
    """What the front page and the animators' dashboard count."""
    admitted = Membership.state == MembershipState.ADMITTED
    online = select(func.count(Course.id)).where(Course.state == CourseState.PUBLISHED)
    coming = (
        select(func.count(CourseRun.bookable_id))
        .join(CourseRun.course)
        .where(Course.state == CourseState.PUBLISHED, CourseRun.starts_at > at)
    )
    counted = (
        select(func.count(Membership.member_id.distinct())).where(admitted),
        select(func.count(Membership.organization_id.distinct())).where(admitted),
        select(func.count(Opening.id)).where(live(at)),
        online,
        coming,
        practices.published_count(),
    )
    return Figures(*db.session.execute(select(*(one.scalar_subquery() for one in counted))).one())


def most_required(at: datetime, limit: int = 5) -> list[tuple[int, int]]:
    """The items that live openings require most: (competency id, openings); for trainers."""
    times = func.count(Requirement.id)
    query = (
        select(Requirement.competency_id, times)
        .join(Opening, Opening.requirement_set_id == Requirement.requirement_set_id)
        .where(live(at), Requirement.need == Need.REQUIRED)
        .group_by(Requirement.competency_id)
        .order_by(times.desc(), Requirement.competency_id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query.limit(limit))]
