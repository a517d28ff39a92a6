"""What is asked for is written: the levels of a job profile, of an opening."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from intranet.competencies.models import Need, Owner, Requirement, RequirementSet
from intranet.kit.db import db


@dataclass(frozen=True)
class Asked:
    """A level asked for: by an opening or by a job profile."""

    competency_id: int
    level: int
    weight: int = 1
    need: Need = Need.REQUIRED
    is_mandatory: bool = False


def require(
    owner: Owner, edition_id: int, asked: Iterable[Asked], into: RequirementSet | None = None
) -> RequirementSet:
    """Write the requirements of an owner, into its set where it has one, pinned to an edition."""
    found = into or RequirementSet(owner=owner, edition_id=edition_id)
    found.edition_id = edition_id
    if found.requirements:
        found.requirements.clear()
        db.session.flush()  # what was asked goes first: an item is asked once
    db.session.add(found)
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
