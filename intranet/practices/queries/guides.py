"""Guides, and their editions, as each reader may know of them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from intranet.members.models import Member
from intranet.organizations.models import Organization
from intranet.practices.models import Guide, GuideEdition


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
        .order_by(Guide.title, Guide.id, GuideEdition.position.desc())
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
        .order_by(Guide.title, Guide.id)
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
