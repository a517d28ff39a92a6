"""What was said of levels, for statements over many people: the last answers, the words that hold.

`levels.in_force` is the rule; every statement that counts or compares is built from these two.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, func, or_, select

from intranet.competencies.models import Assessment, AssessmentKind, AssessmentState


def ranked_answers(*columns: Any, about: tuple[ColumnElement[bool], ...] = ()) -> Select[Any]:
    """What members said of themselves; the last answer of each on each item has the `rank` 1.

    `about` narrows what is read: it is what keeps the statement small.
    """
    rank = func.row_number().over(
        partition_by=(Assessment.member_id, Assessment.competency_id),
        order_by=(Assessment.at.desc(), Assessment.id.desc()),
    )
    return select(*columns, rank.label("rank")).where(
        Assessment.kind == AssessmentKind.SELF, *about
    )


def vouched_at(
    at: datetime | BindParameter[datetime], said: Any = Assessment
) -> tuple[ColumnElement[bool], ...]:
    """The words of others that hold at an instant: said by then, not revoked, not expired."""
    return (
        said.kind != AssessmentKind.SELF,
        said.state == AssessmentState.LEVEL,
        said.at <= at,
        or_(said.revoked_at.is_(None), said.revoked_at > at),
        or_(said.expires_at.is_(None), said.expires_at > at),
    )
