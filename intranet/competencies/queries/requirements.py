"""What asks for items: job profiles, openings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from intranet.competencies.models import JobProfile, Requirement, RequirementSet
from intranet.competencies.queries.catalogue import Item
from intranet.kit.db import db, every
from intranet.kit.texts import fold


@dataclass(frozen=True)
class Gap:
    """A level to reach on an item; what a panel is asked courses for."""

    item: Item
    level: int
    mine: int | None = None


def requirements_of(set_ids: Collection[int]) -> dict[int, list[Requirement]]:
    """The requirements of several sets in one statement: required first, the heaviest first."""
    found: dict[int, list[Requirement]] = {set_id: [] for set_id in set_ids}
    for requirement in db.session.scalars(_OF_SETS, {"set_ids": list(found)}):
        found[requirement.requirement_set_id].append(requirement)
    return found


_OF_SETS = (
    select(Requirement)
    .where(Requirement.requirement_set_id.in_(bindparam("set_ids", expanding=True)))
    .order_by(Requirement.need.desc(), Requirement.weight.desc(), Requirement.id)
)


def job_profiles() -> Sequence[JobProfile]:
    """The job profiles, by title, each with the edition that pins it."""
    pinned = joinedload(JobProfile.requirement_set).lazyload(RequirementSet.requirements)
    return sorted(every(select(JobProfile).options(pinned)), key=lambda one: fold(one.title))


def job_profiles_count() -> Select[int]:
    return select(func.count(JobProfile.id))


def job_profile(slug: str) -> Select[JobProfile]:
    """One job, with the set of what it asks for (and the edition that pins it)."""
    return (
        select(JobProfile)
        .where(JobProfile.slug == slug)
        .options(joinedload(JobProfile.requirement_set).lazyload(RequirementSet.requirements))
    )


def profiles_asking(competency_id: int) -> list[Row[str, str, int, bool]]:
    """The jobs that ask for an item: slug, title, level, is_mandatory; the highest level first."""
    found = db.session.execute(_PROFILES_ASKING, {"item": competency_id})
    return sorted(found, key=lambda one: (-one.level, fold(one.title)))


# By the sets of the jobs: openings ask for an item by the thousand, and a few jobs do. Put in order
# here, SQLite would read the index of items for it.
_PROFILES_ASKING = (
    select(JobProfile.slug, JobProfile.title, Requirement.level, Requirement.is_mandatory)
    .join(Requirement, Requirement.requirement_set_id == JobProfile.requirement_set_id)
    .where(
        Requirement.competency_id == bindparam("item"),
        Requirement.requirement_set_id.in_(select(JobProfile.requirement_set_id)),
    )
)
