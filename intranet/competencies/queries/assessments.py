"""What members say of their levels."""

from __future__ import annotations

from sqlalchemy import select

from intranet.competencies.models import Assessment, AssessmentKind, AssessmentState
from intranet.kit.db import every


def declared_levels(member_id: int) -> dict[int, int | None]:
    """What a member last declared of each item: a level, or None for « non applicable ».

    An item never assessed, or cleared since, is absent: unknown is not zero.
    """
    query = (
        select(Assessment)
        .where(Assessment.member_id == member_id, Assessment.kind == AssessmentKind.SELF)
        .order_by(Assessment.at, Assessment.id)
    )
    levels: dict[int, int | None] = {}
    for answer in every(query):
        levels.pop(answer.competency_id, None)
        if answer.state is not AssessmentState.CLEARED:
            levels[answer.competency_id] = answer.level
    return levels
