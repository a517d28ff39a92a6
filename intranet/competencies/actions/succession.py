"""What speaks of items that are gone is confirmed to speak of those that take their place."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from intranet.competencies import queries
from intranet.competencies.actions.requirements import Asked, require
from intranet.competencies.models import (
    AlreadyConfirmed,
    CompetencyLink,
    JobProfile,
    Need,
    Owner,
    RequirementSet,
)
from intranet.competencies.queries import Catalogue
from intranet.kit.conditional import touched
from intranet.kit.db import db, every


def follow_edition(profile: JobProfile, pinned_to: int, in_force: Catalogue) -> None:
    """Let a job ask for the items of the edition in force. Raises AlreadyConfirmed.

    Where several items become one, the highest level and weight asked for are kept.
    """
    pinned = profile.requirement_set
    if pinned.edition_id != pinned_to:  # as the page that was sent says
        raise AlreadyConfirmed(profile.id)
    held = (
        update(RequirementSet)
        .where(RequirementSet.id == pinned.id, RequirementSet.edition_id == pinned_to)
        .values(edition_id=in_force.edition_id)
    )
    asked: dict[int, Asked] = {}
    heirs = queries.heirs_between(pinned_to, in_force.edition_id)
    for one in pinned.requirements:
        for item in heirs.get(one.competency_id, ()):
            if not item.is_assessable:
                continue
            known = asked.get(item.competency_id)
            asked[item.competency_id] = Asked(
                item.competency_id,
                max(queries.within(one.level, item), known.level if known else 0),
                max(one.weight, known.weight if known else 0),
                Need.REQUIRED if known and known.need is Need.REQUIRED else one.need,
                is_mandatory=one.is_mandatory or bool(known and known.is_mandatory),
            )
    if touched(db.session.execute(held)) != 1:
        raise AlreadyConfirmed(profile.id)
    require(Owner.JOB_PROFILE, in_force.edition_id, asked.values(), into=pinned)


def relink(subject_type: str, subject_id: int, in_force: Catalogue) -> None:
    """Let a course, a practice speak of the items of the edition in force.

    What several links become at once is one: from the lowest level to the highest.
    Raises AlreadyConfirmed where nothing speaks of items that are gone any more.
    """
    ours = (
        CompetencyLink.subject_type == subject_type,
        CompetencyLink.subject_id == subject_id,
    )
    links = every(select(CompetencyLink).where(*ours).with_for_update())
    astray = [link for link in links if link.competency_id not in in_force.items]
    if not astray:
        raise AlreadyConfirmed(subject_id)
    kept = {
        (link.competency_id, link.role): link for link in links if link.competency_id in in_force.items
    }  # fmt: skip
    for link in astray:
        for heir in queries.transfers_of_links([link], in_force)[0].heirs:
            key = (heir.item.competency_id, link.role)
            known = kept.get(key)
            if known is None:
                known = kept[key] = CompetencyLink(
                    subject_type=subject_type,
                    subject_id=subject_id,
                    competency_id=heir.item.competency_id,
                    edition_id=in_force.edition_id,
                    role=link.role,
                    level_from=heir.level_from,
                    level_to=heir.level,
                    is_certified=link.is_certified,
                )
                db.session.add(known)
            else:
                known.level_to = max(known.level_to, heir.level)
                if heir.level_from is not None and known.level_from is not None:
                    known.level_from = min(known.level_from, heir.level_from)
    db.session.execute(
        delete(CompetencyLink).where(CompetencyLink.id.in_([link.id for link in astray]))
    )
