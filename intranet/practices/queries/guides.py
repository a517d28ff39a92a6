"""Guides, and their editions, as each reader may know of them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from intranet.kit.db import db
from intranet.kit.exports import absolute
from intranet.members.models import Member
from intranet.organizations.models import Organization
from intranet.practices.models import PAGES, FormerSlug, Guide, GuideEdition, Practice

_SHEETS = re.compile(r"(?<![\w.])/pratiques/([a-z0-9-]+)(?![\w-]|\.\w)")  # of this site


@dataclass(frozen=True)
class Astray:
    """A sheet that a guide leads to, and that readers do not find as its words promise; None where
    no sheet is, or was, online at this address.
    """

    address: str
    practice: Practice | None


def editions_readable_by(reader: Member | None) -> Select[GuideEdition]:
    """What was published, and the edition under way for those who write it; the latest first."""
    return (
        select(GuideEdition)
        .join(GuideEdition.guide)
        .where(or_(GuideEdition.published_at.is_not(None), is_written_by(reader)))
        .options(
            contains_eager(GuideEdition.guide).joinedload(Guide.owner),
            joinedload(GuideEdition.attachment),
        )
        .order_by(Guide.id, GuideEdition.position.desc())
    )


def guides_readable_by(reader: Member | None) -> Select[Guide]:
    """Those that have a published edition, and those that the reader writes."""
    online = exists().where(
        GuideEdition.guide_id == Guide.id, GuideEdition.published_at.is_not(None)
    )
    return (
        select(Guide)
        .where(or_(online, is_written_by(reader)))
        .options(joinedload(Guide.owner))
        .order_by(Guide.id)
    )


def latest_editions() -> Select[GuideEdition]:
    """The published edition that stands of each guide, the newest first."""
    last = (
        select(GuideEdition.guide_id, func.max(GuideEdition.position).label("position"))
        .where(GuideEdition.published_at.is_not(None))
        .group_by(GuideEdition.guide_id)
        .subquery()
    )
    stands = and_(
        GuideEdition.guide_id == last.c.guide_id, GuideEdition.position == last.c.position
    )
    return (
        select(GuideEdition)
        .join(last, stands)
        .join(GuideEdition.guide)
        .options(
            contains_eager(GuideEdition.guide).joinedload(Guide.owner),
            joinedload(GuideEdition.attachment),
        )
        .order_by(GuideEdition.dated_on.desc(), GuideEdition.id.desc())
    )


def is_written_by(reader: Member | None) -> ColumnElement[bool]:
    """`policy.may_write_guide` says the same of one guide."""
    if reader is None or not reader.is_admitted:
        return false()
    ours = Guide.owner_id == reader.organization_id
    if not reader.is_animator:
        return ours
    regions = reader.animated_regions
    if regions is None:
        return true()
    return or_(ours, Guide.owner.has(Organization.region_code.in_(regions)))


def astray_in(edition: GuideEdition) -> list[Astray]:
    """What a guide leads to that was withdrawn or archived, or is not online, in the order of its text."""
    text = f"{edition.whats_new} {edition.body}".replace(absolute("/"), "/")
    slugs = [slug for slug in dict.fromkeys(_SHEETS.findall(text)) if slug not in PAGES]
    found = _sheets_at(slugs) if slugs else {}
    lines = [Astray(f"/pratiques/{slug}", found.get(slug)) for slug in slugs]
    return [one for one in lines if one.practice is None or not _is_as_promised(one.practice)]


def _is_as_promised(practice: Practice) -> bool:
    return not (practice.withdrawn_on or practice.archived_on)


def _sheets_at(slugs: Collection[str]) -> dict[str, Practice]:
    """Those that are or were online at these addresses, or had them once."""
    now_so = select(Practice.slug, Practice.id).where(
        Practice.slug.in_(slugs), Practice.merged_into_id.is_(None)
    )
    once_so = select(FormerSlug.slug, FormerSlug.practice_id).where(FormerSlug.slug.in_(slugs))
    bearing = now_so.union_all(once_so).subquery()
    led = select(bearing.c.slug, Practice).join(Practice, Practice.id == bearing.c.id)
    rows = db.session.execute(led.where(Practice.published_version_id.is_not(None)))
    return {row[0]: row[1] for row in rows}
