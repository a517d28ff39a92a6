"""What will be taught: the seats of the runs to come, item by item and place by place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from intranet.bookings.models import CALLED_OFF, Bookable
from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.courses.models import ONLINE, Course, CourseRun
from intranet.kit.clock import months_after
from intranet.kit.db import db

AHEAD = 12  # months


def seats_to_come(competency_id: int, level: int, at: datetime) -> Mapping[str | None, int]:
    """The seats of the coming twelve months that lead to a level of an item, by region.

    Those held at a distance are under None. Runs whose seats are not counted add none.
    """
    query = coming_runs_raising(at, CompetencyLink.competency_id == competency_id, level=level)
    rows = db.session.execute(
        query.with_only_columns(
            CourseRun.region_code, func.coalesce(func.sum(Bookable.seats), 0)
        ).group_by(CourseRun.region_code)
    )
    return {row[0]: row[1] or 0 for row in rows}


def coming_runs_raising(at: datetime, *about: ColumnElement[bool], level: int) -> Select[Any]:
    """The runs that begin within twelve months, joined to each item that they raise to a level."""
    teaches = and_(
        CompetencyLink.subject_type == "course",
        CompetencyLink.subject_id == CourseRun.course_id,
        CompetencyLink.role == LinkRole.TEACHES,
        CompetencyLink.level_to >= level,
    )
    return (
        select(CourseRun)
        .join(Course, Course.id == CourseRun.course_id)
        .join(Bookable, Bookable.id == CourseRun.bookable_id)
        .join(CompetencyLink, teaches)
        .where(
            Course.state == ONLINE,
            CourseRun.starts_at > at,
            CourseRun.starts_at <= months_after(at, AHEAD),
            Bookable.lifecycle.not_in(CALLED_OFF),
            *about,
        )
    )
