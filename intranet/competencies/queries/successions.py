"""What an edition changed for what speaks through the referential: levels, job profiles, links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from intranet.competencies.carrying import outcomes
from intranet.competencies.differences import Differences
from intranet.competencies.levels import Level
from intranet.competencies.models import (
    Assessment,
    Carrying,
    Competency,
    CompetencyLink,
    Edition,
    JobProfile,
    RequirementSet,
    Revision,
    Succession,
)
from intranet.competencies.queries.catalogue import Catalogue, Item, catalogue_of
from intranet.competencies.queries.differences import between
from intranet.competencies.queries.levels import levels_held
from intranet.kit.db import db, every


@dataclass(frozen=True)
class Mine:
    """One item of which a member said something, and what became of it."""

    before: Item
    after: Item | None
    level: Level
    carrying: Carrying


@dataclass(frozen=True)
class ToConfirm:
    """A level carried from another edition: what it is about, and where it comes from."""

    item: Item
    level: Level
    elders: tuple[Item, ...]


@dataclass(frozen=True)
class ForMe:
    """What an edition changes for one member."""

    to_confirm: tuple[ToConfirm, ...]
    renamed: tuple[Mine, ...]
    archived: tuple[Mine, ...]


def successions_to(edition_id: int) -> Select[Succession]:
    """What became of each item that an edition changed."""
    return select(Succession).where(Succession.to_edition_id == edition_id).order_by(Succession.id)


def for_member(member_id: int, edition: Edition, at: datetime) -> ForMe:
    """What an edition changes for a member; what they confirmed or answered since is left out."""
    told = every(successions_to(edition.id))
    levels = {item: level for item, level in levels_held(member_id, at).items() if level.is_known}
    after = catalogue_of(edition.id)
    before = catalogue_of(told[0].from_edition_id) if told else after
    elders: dict[int, list[Item]] = {}
    for one in told:
        if one.to_competency_id and one.carrying is Carrying.CONFIRM:
            elders.setdefault(one.to_competency_id, []).append(before.items[one.from_competency_id])
    lines = [
        Mine(
            before.items[one.from_competency_id],
            after.items.get(one.to_competency_id or 0),
            levels[one.from_competency_id],
            one.carrying,
        )
        for one in told
        if one.from_competency_id in levels
    ]
    return ForMe(
        tuple(
            ToConfirm(item, levels[item.competency_id], tuple(elders.get(item.competency_id, ())))
            for item in after.items.values()
            if item.competency_id in levels and levels[item.competency_id].is_to_confirm
        ),
        tuple(line for line in lines if line.carrying is Carrying.CARRY and line.after),
        tuple(line for line in lines if line.carrying is Carrying.ARCHIVE),
    )


def members_concerned(found: Differences) -> int:
    """How many people would have levels to confirm if a draft were published."""
    gone = {one.before for one in outcomes(found) if one.carrying is Carrying.CONFIRM}
    query = (
        select(func.count(Assessment.member_id.distinct()))
        .join(Competency, Competency.id == Assessment.competency_id)
        .where(Competency.uuid.in_(gone))
    )
    return (db.session.scalar(query) or 0) if gone else 0


@dataclass(frozen=True)
class Taker:
    """An item that takes a place, and the level that goes with it."""

    item: Item
    level: int
    level_from: int | None = None


@dataclass(frozen=True)
class Transfer:
    """What something says of an item, and what it would say in the edition in force."""

    item: Item
    level: int
    heirs: tuple[Taker, ...]

    @property
    def is_same(self) -> bool:
        """The item is still there; it may be worded otherwise."""
        return len(self.heirs) == 1 and self.heirs[0].item.competency_id == self.item.competency_id


def heirs_between(before_id: int, after_id: int) -> Mapping[int, list[Item]]:
    """The items of the newer edition that speak for each item of the older one."""
    before, after = (db.session.get_one(Edition, each) for each in (before_id, after_id))
    old, new = catalogue_of(before_id), catalogue_of(after_id)
    by_uuid = {item.uuid: item for item in new.items.values()}
    taken: dict[str, list[Item]] = {}
    for one in between(before, after).becomings:
        for fate in one.fates:
            if fate.before not in by_uuid:
                taken.setdefault(fate.before, []).append(by_uuid[fate.after])
    return {
        item.competency_id: [by_uuid[item.uuid]] if item.uuid in by_uuid else taken.get(item.uuid, [])
        for item in old.items.values()
    }  # fmt: skip


def profiles_to_confirm(in_force: Catalogue) -> Select[JobProfile]:
    """The jobs that still speak of an older edition."""
    return (
        select(JobProfile)
        .join(JobProfile.requirement_set)
        .where(RequirementSet.edition_id != in_force.edition_id)
        .options(joinedload(JobProfile.requirement_set).selectinload(RequirementSet.requirements))
        .order_by(JobProfile.id)
    )


def job_profiles_pinned_to(edition_id: int) -> Sequence[int]:
    """The ids of the jobs that speak of an edition."""
    return every(
        select(JobProfile.id)
        .join(JobProfile.requirement_set)
        .where(RequirementSet.edition_id == edition_id)
    )


def transfers_of_profile(profile: JobProfile, in_force: Catalogue) -> list[Transfer]:
    """What a job asks for, and what it would ask for in the edition in force."""
    pinned = profile.requirement_set
    heirs = heirs_between(pinned.edition_id, in_force.edition_id)
    items = catalogue_of(pinned.edition_id).items
    order = {competency_id: place for place, competency_id in enumerate(items)}
    return [
        Transfer(
            items[asked.competency_id],
            asked.level,
            tuple(
                Taker(item, within(asked.level, item))
                for item in heirs[asked.competency_id]
                if item.is_assessable
            ),
        )
        for asked in sorted(pinned.requirements, key=lambda one: order[one.competency_id])
    ]


def within(level: int, item: Item) -> int:
    """A level asked for or reached, among those that an item has."""
    return max(1, item.level_min, min(level, item.level_max))


def standing_for(competency_id: int | None, level: int, in_force: Catalogue) -> list[Taker]:
    """What speaks now for an item: itself, or those that took its place in the last edition it was of."""
    if (item := in_force.items.get(competency_id or 0)) is not None:
        return [Taker(item, level)]
    last = (
        select(Revision.edition_id)
        .join(Edition, Edition.id == Revision.edition_id)
        .where(Revision.competency_id == competency_id, Edition.published_at.is_not(None))
        .order_by(Edition.published_at.desc())
        .limit(1)
    )
    edition_id = db.session.scalar(last)
    heirs = heirs_between(edition_id, in_force.edition_id) if edition_id else {}
    return [
        Taker(item, within(level, item))
        for item in heirs.get(competency_id or 0, ())
        if item.is_assessable
    ]


def links_astray(subject_type: str, in_force: Catalogue) -> Select[int]:
    """The ids of the things of a kind that speak of items which the edition in force has not."""
    here = select(Revision.competency_id).where(Revision.edition_id == in_force.edition_id)
    return select(CompetencyLink.subject_id).where(
        CompetencyLink.subject_type == subject_type, CompetencyLink.competency_id.not_in(here)
    )


def transfers_of_links(links: Iterable[CompetencyLink], in_force: Catalogue) -> list[Transfer]:
    """What a thing says of items that are gone, and what it would say instead."""
    return [
        Transfer(
            catalogue_of(link.edition_id).items[link.competency_id],
            link.level_to,
            tuple(
                Taker(item, level, min(link.level_from, level - 1) if link.level_from is not None else None)
                for item in heirs_between(link.edition_id, in_force.edition_id)[link.competency_id]
                if item.is_assessable
                for level in [within(link.level_to, item)]
            ),
        )
        for link in links
        if link.competency_id not in in_force.items
    ]  # fmt: skip
