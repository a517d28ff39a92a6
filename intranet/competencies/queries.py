"""How the referential is read: the catalogue of an edition, what asks for an item, what raises it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import Select, select

from intranet.competencies.models import (
    Assessment,
    AssessmentKind,
    AssessmentState,
    Competency,
    CompetencyLink,
    Edition,
    EditionState,
    ItemKind,
    JobProfile,
    LinkRole,
    Requirement,
    Revision,
)
from intranet.kit.db import db, every


@dataclass(frozen=True)
class Item:
    """An item as one edition words it; what a chip needs to be drawn."""

    competency_id: int
    uuid: str
    code: str
    title: str
    kind: ItemKind
    parent_id: int | None
    level_min: int
    level_max: int
    is_assessable: bool
    is_attested: bool


@dataclass(frozen=True)
class Catalogue:
    """Every item of a published edition. Immutable as the edition is, so kept in the process."""

    edition_id: int
    number: str
    items: Mapping[int, Item]
    by_code: Mapping[str, Item] = field(compare=False)

    @property
    def domains(self) -> list[Item]:
        return [item for item in self.items.values() if item.parent_id is None]

    @property
    def assessable(self) -> list[Item]:
        """The items that have levels, in the order of the tree."""
        return [
            child for domain in self.domains for child in self.under(domain) if child.is_assessable
        ]

    def under(self, item: Item) -> list[Item]:
        """The children of an item, in order."""
        return [child for child in self.items.values() if child.parent_id == item.competency_id]

    def path(self, item: Item) -> list[Item]:
        """From the domain down to the item itself."""
        parent = self.items.get(item.parent_id) if item.parent_id else None
        return [*self.path(parent), item] if parent else [item]

    def options(self) -> list[tuple[str, str, str]]:
        """What a select offers: (code, « D1.1 Diagnostiquer… », its domain)."""
        return [
            (child.code, f"{child.code} {child.title}", f"{domain.code} {domain.title}")
            for domain in self.domains
            for child in self.under(domain)
            if child.is_assessable
        ]


class NoEdition(Exception):
    """No edition is published: `flask --app wsgi content load` brings the starting one."""


def in_force() -> Catalogue:
    """The catalogue of the published edition. Raises NoEdition."""
    found = db.session.execute(
        select(Edition.id, Edition.uuid, Edition.number).where(
            Edition.state == EditionState.PUBLISHED
        )
    ).first()
    if found is None:
        raise NoEdition
    return _catalogue(found.id, found.uuid, found.number)


def catalogue_of(edition_id: int) -> Catalogue:
    """The catalogue of one edition, whatever has been published since."""
    uuid, number = db.session.execute(
        select(Edition.uuid, Edition.number).where(Edition.id == edition_id)
    ).one()
    return _catalogue(edition_id, uuid, number)


@lru_cache(maxsize=16)
def _catalogue(edition_id: int, _uuid: str, number: str) -> Catalogue:
    """Kept by the uuid too: another database may give the same id to another edition."""
    rows = db.session.execute(
        select(Revision, Competency.uuid)
        .join(Competency, Revision.competency_id == Competency.id)
        .where(Revision.edition_id == edition_id)
        .order_by(Revision.position, Revision.id)
    )
    items = {
        revision.competency_id: Item(
            competency_id=revision.competency_id,
            uuid=uuid,
            code=revision.code or uuid[:8],
            title=revision.title,
            kind=revision.kind,
            parent_id=revision.parent_id,
            level_min=revision.level_min,
            level_max=revision.level_max,
            is_assessable=revision.is_assessable,
            is_attested=revision.is_attested,
        )
        for revision, uuid in rows
    }
    return Catalogue(edition_id, number, items, {item.code: item for item in items.values()})


def requirements_of(set_ids: Collection[int]) -> dict[int, list[Requirement]]:
    """The requirements of several sets in one statement: required first, the heaviest first."""
    found: dict[int, list[Requirement]] = {set_id: [] for set_id in set_ids}
    query = select(Requirement).where(Requirement.requirement_set_id.in_(set_ids))
    for requirement in every(
        query.order_by(Requirement.need.desc(), Requirement.weight.desc(), Requirement.id)
    ):
        found[requirement.requirement_set_id].append(requirement)
    return found


def links_of(
    subject_type: str, subject_ids: Iterable[int], *roles: LinkRole
) -> dict[int, list[CompetencyLink]]:
    """What several things do for the referential, in one statement."""
    ids = list(subject_ids)
    found: dict[int, list[CompetencyLink]] = {subject_id: [] for subject_id in ids}
    query = select(CompetencyLink).where(
        CompetencyLink.subject_type == subject_type, CompetencyLink.subject_id.in_(ids)
    )
    if roles:
        query = query.where(CompetencyLink.role.in_(roles))
    for link in every(query.order_by(CompetencyLink.id)):
        found[link.subject_id].append(link)
    return found


def subjects_of(subject_type: str, competency_id: int, *, level: int | None = None) -> Select[int]:
    """The ids of the things of a kind joined to an item (and reaching a level), as a subquery."""
    query = select(CompetencyLink.subject_id).where(
        CompetencyLink.subject_type == subject_type,
        CompetencyLink.competency_id == competency_id,
        CompetencyLink.role != LinkRole.PRESUPPOSES,
    )
    return query.where(CompetencyLink.level_to >= level) if level else query


def sets_requiring(competency_id: int, *, level: int | None = None) -> Select[int]:
    """The ids of the requirement sets that ask for an item (at a level or more), as a subquery."""
    query = select(Requirement.requirement_set_id).where(Requirement.competency_id == competency_id)
    return query.where(Requirement.level >= level) if level else query


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


def job_profiles() -> Select[JobProfile]:
    """The job profiles, by title."""
    return select(JobProfile).order_by(JobProfile.title)
