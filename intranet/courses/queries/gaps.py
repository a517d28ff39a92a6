"""Which courses lead somebody to a level, item by item."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.courses.models import ONLINE, Course
from intranet.courses.queries.catalogue import next_of
from intranet.kit.db import db

FOR_EACH = 2


def leading_to(levels: Mapping[int, int], at: datetime) -> dict[int, list[Row[Any]]]:
    """For each item, the courses that lead to the level soonest: Course, next_on, level_from, level_to.

    In one statement, however many items are asked for.
    """
    next_at, next_on = next_of(at)
    reaches = [
        and_(CompetencyLink.competency_id == item, CompetencyLink.level_to >= level)
        for item, level in levels.items()
    ]
    rank = func.row_number().over(
        partition_by=CompetencyLink.competency_id,
        order_by=[next_at.is_(None), next_at, Course.folded, Course.id],
    )
    ranked = (
        select(
            Course.id.label("course_id"),
            CompetencyLink.competency_id,
            CompetencyLink.level_from,
            CompetencyLink.level_to,
            next_on.label("next_on"),
            rank.label("place"),
        )
        .join(
            CompetencyLink,
            and_(
                CompetencyLink.subject_type == "course",
                CompetencyLink.subject_id == Course.id,
                CompetencyLink.role == LinkRole.TEACHES,
            ),
        )
        .where(Course.state == ONLINE, or_(false(), *reaches))
        .subquery("ranked")
    )
    query = (
        select(
            Course,
            ranked.c.competency_id,
            ranked.c.next_on,
            ranked.c.level_from,
            ranked.c.level_to,
        )
        .join(ranked, ranked.c.course_id == Course.id)
        .where(ranked.c.place <= FOR_EACH)
        .options(joinedload(Course.provider))
        .order_by(ranked.c.place)
    )
    found: dict[int, list[Row[Any]]] = {item: [] for item in levels}
    for row in db.session.execute(query):
        found[row.competency_id].append(row)
    return found
