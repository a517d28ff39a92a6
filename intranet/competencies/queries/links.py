"""What raises or shows items: courses, practices."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, bindparam, select

from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.kit.db import db


def links_of(
    subject_type: str, subject_ids: Iterable[int], *roles: LinkRole
) -> dict[int, list[CompetencyLink]]:
    """What several things do for the referential, in one statement."""
    ids = list(subject_ids)
    found: dict[int, list[CompetencyLink]] = {subject_id: [] for subject_id in ids}
    given = {"kind": subject_type, "ids": ids, "roles": roles or tuple(LinkRole)}
    for link in db.session.scalars(_OF_SUBJECTS, given):
        found[link.subject_id].append(link)
    return found


_OF_SUBJECTS = (
    select(CompetencyLink)
    .where(
        CompetencyLink.subject_type == bindparam("kind"),
        CompetencyLink.subject_id.in_(bindparam("ids", expanding=True)),
        CompetencyLink.role.in_(bindparam("roles", expanding=True)),
    )
    .order_by(CompetencyLink.id)
)


def subjects_among(subject_type: str, competency_ids: Iterable[int]) -> Select[int]:
    """The ids of the things of a kind joined to one of several items, as a subquery."""
    return select(CompetencyLink.subject_id).where(
        CompetencyLink.subject_type == subject_type,
        CompetencyLink.competency_id.in_(list(competency_ids)),
    )


def subjects_of(subject_type: str, competency_id: int, *, level: int | None = None) -> Select[int]:
    """The ids of the things of a kind joined to an item (and reaching a level), as a subquery."""
    query = select(CompetencyLink.subject_id).where(
        CompetencyLink.subject_type == subject_type,
        CompetencyLink.competency_id == competency_id,
        CompetencyLink.role != LinkRole.PRESUPPOSES,
    )
    return query.where(CompetencyLink.level_to >= level) if level else query
