"""What happens to the referential and to what speaks through it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete

from intranet.competencies.models import (
    CompetencyLink,
    LinkRole,
    Need,
    Owner,
    Requirement,
    RequirementSet,
)
from intranet.kit.db import db


@dataclass(frozen=True)
class Asked:
    """A level asked for: by an opening or by a job profile."""

    competency_id: int
    level: int
    weight: int = 1
    need: Need = Need.REQUIRED
    is_mandatory: bool = False


@dataclass(frozen=True)
class Joined:
    """What a thing does for an item: taught from a level to another, or shown at a level."""

    competency_id: int
    level_to: int
    level_from: int | None = None
    role: LinkRole = LinkRole.ILLUSTRATES


def require(
    owner: Owner, edition_id: int, asked: Iterable[Asked], into: RequirementSet | None = None
) -> RequirementSet:
    """Write the requirements of an owner, into its set where it has one, pinned to an edition."""
    found = into or RequirementSet(owner=owner, edition_id=edition_id)
    found.edition_id = edition_id
    found.requirements.clear()
    db.session.add(found)
    db.session.flush()
    found.requirements.extend(
        Requirement(
            competency_id=each.competency_id,
            level=each.level,
            weight=each.weight,
            need=each.need,
            is_mandatory=each.is_mandatory,
        )
        for each in asked
    )
    return found


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
