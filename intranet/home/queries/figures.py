"""The figures of the network, and what is newest on each board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from intranet.competencies import queries as competencies
from intranet.courses.models import CatalogueStamp, Course, CourseRun
from intranet.courses.models import State as CourseState
from intranet.kit.clock import in_paris
from intranet.kit.db import db
from intranet.kit.kept import Kept
from intranet.members.models import Membership, MembershipState, PeopleStamp
from intranet.openings import queries as openings
from intranet.openings.models import BoardStamp, Opening
from intranet.openings.queries import live
from intranet.practices import queries as practices
from intranet.practices.models import SheetStamp
from intranet.tour import queries as tour


@dataclass(frozen=True)
class Figures:
    """How large the network is today; counted in one statement."""

    members: int
    organizations: int
    openings: int
    courses: int
    runs: int
    practices: int
    job_profiles: int
    tour_year: int | None  # of its present edition
    stages_to_programme: int  # in that edition


def of_network(at: datetime) -> Figures:
    """What the front page and the animators' dashboard count: once, while none of it changes."""
    words = (stamp.reads() for stamp in (PeopleStamp, BoardStamp, CatalogueStamp, SheetStamp))
    return _kept((*words, int(at.timestamp() // 60)), lambda: _of_network(at))


_kept = Kept(8)


def _of_network(at: datetime) -> Figures:
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
        practices.published_count(in_paris(at).date()),
        competencies.job_profiles_count(),
        tour.latest_year(),
        tour.to_programme_count(),
    )
    return Figures(*db.session.execute(select(*(one.scalar_subquery() for one in counted))).one())


def most_required(at: datetime, limit: int = 5) -> list[tuple[int, int]]:
    """The items that live openings require most: (competency id, openings); for trainers."""
    times = [(item, sum(levels.values())) for item, levels in openings.levels_required(at).items()]
    return sorted(times, key=lambda pair: (-pair[1], pair[0]))[:limit]
