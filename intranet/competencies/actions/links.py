"""What a course, a practice does for the referential is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete

from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.kit.db import db


@dataclass(frozen=True)
class Joined:
    """What a thing does for an item: taught from a level to another, or shown at a level."""

    competency_id: int
    level_to: int
    level_from: int | None = None
    role: LinkRole = LinkRole.ILLUSTRATES


def join(subject_type: str, subject_id: int, edition_id: int, joined: Iterable[Joined]) -> None:
    """Say anew what a thing does for the referential."""
    db.session.execute(
        delete(CompetencyLink).where(
            CompetencyLink.subject_type == subject_type, CompetencyLink.subject_id == subject_id
        )
    )
    db.session.add_all(
        CompetencyLink(
            subject_type=subject_type,
            subject_id=subject_id,
            competency_id=each.competency_id,
            edition_id=edition_id,
            role=each.role,
            level_from=each.level_from,
            level_to=each.level_to,
        )
        for each in joined
    )
