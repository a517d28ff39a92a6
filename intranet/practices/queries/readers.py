"""Who may know of a practice: the one condition that every route, list, feed and panel uses."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    exists,
    false,
    or_,
    select,
    true,
)
from sqlalchemy.orm import joinedload

from intranet.competencies.queries import Item, subjects_of
from intranet.kit.db import again, db
from intranet.members.models import Member
from intranet.practices.models import (
    FormerSlug,
    Practice,
    PracticeVersion,
    Review,
    practice_region,
)
from intranet.practices.models.freshness import OLD_AFTER


def is_published() -> ColumnElement[bool]:
    """Anyone may read it: published, neither withdrawn nor merged into another."""
    return and_(
        Practice.published_version_id.is_not(None),
        Practice.withdrawn_on.is_(None),
        Practice.merged_into_id.is_(None),
    )


def is_listed() -> ColumnElement[bool]:
    """Published, and not archived: what lists, maps and panels show."""
    return and_(is_published(), Practice.archived_on.is_(None))


def is_shown_at_first(on: date) -> ColumnElement[bool]:
    """Listed, and not so old that the list shows it only to whoever asks for it (`Freshness.OLD`)."""
    is_recent = or_(Practice.verify_on.is_(None), Practice.verify_on > on - OLD_AFTER)
    return and_(is_listed(), is_recent)


def is_still_open() -> ColumnElement[bool]:
    """Something may still be decided of it: neither archived, withdrawn nor merged."""
    return and_(
        Practice.archived_on.is_(None),
        Practice.withdrawn_on.is_(None),
        Practice.merged_into_id.is_(None),
    )


def readable_by(reader: Member | None) -> Select[Practice]:
    """What is published, and what the reader's organization writes or an animator reviews."""
    return _with_people(select(Practice).where(or_(is_published(), is_worked_on_before(reader))))


def read_at(slug: str, reader: Member | None) -> Practice | None:
    """The practice at this address, or that had it once, if the reader may know of it."""
    animates = reader is not None and reader.is_animator
    query = _at_address(readable_by(reader)) if animates else _at_address_of_theirs()
    given = {
        "slug": slug,
        "ours": (reader and reader.organization_id) or 0,
    }  # none has the number 0
    return db.session.scalars(query, given).unique().one_or_none()


def withdrawn_at(slug: str) -> Practice | None:
    """What was online at this address, until an animator withdrew it: anyone may know why."""
    once = select(Practice).where(
        Practice.published_version_id.is_not(None), Practice.withdrawn_on.is_not(None)
    )
    return db.session.scalars(known_by_slug(_with_people(once), slug)).unique().one_or_none()


def withdrawn_of(organization_id: int) -> Select[Practice]:
    """Those that its owner keeps an export of, the last first."""
    return (
        select(Practice)
        .where(Practice.owner_id == organization_id, Practice.withdrawn_on.is_not(None))
        .order_by(Practice.withdrawn_on.desc(), Practice.id.desc())
    )


@cache
def _at_address_of_theirs() -> Select[Practice]:
    """Built once: but for animators, a reader knows of what is published and of their own."""
    ours = Practice.owner_id == bindparam("ours")
    return _at_address(_with_people(select(Practice).where(or_(is_published(), ours))))


def _at_address(practices: Select[Practice]) -> Select[Practice]:
    """With where its people work: the page names those who still work for its owner."""
    where_they_work = [
        joinedload(person).joinedload(Member.memberships)
        for person in (Practice.contact, Practice.substitute)
    ]
    return practices.where(Practice.id == _bearing(bindparam("slug"))).options(*where_they_work)


def _bearing(slug: str | BindParameter[str]) -> ScalarSelect[int]:
    """Now, else once: each is looked for in its own index, before anything is joined to it. One that
    was merged leads to the one that was kept.
    """
    bearing = again(Practice, "bearing")
    now_so = select(bearing.id).where(bearing.slug == slug, bearing.merged_into_id.is_(None))
    once_so = select(FormerSlug.practice_id).where(FormerSlug.slug == slug)
    return now_so.union_all(once_so).limit(1).scalar_subquery()


def workable_by(reader: Member | None) -> Select[Practice]:
    """What has a version under way that the reader may see."""
    under_way = and_(Practice.working_version_id.is_not(None), Practice.withdrawn_on.is_(None))
    return _with_people(select(Practice).where(under_way, is_worked_on_before(reader)))


def is_worked_on_before(reader: Member | None) -> ColumnElement[bool]:
    """Whether the reader sees versions that are not published: their owner's members do, and the
    animators of the region once this version was submitted, unless it was withdrawn. An
    administrator reads no draft.
    """
    if reader is None or not reader.is_admitted:
        return false()
    ours = Practice.owner_id == reader.organization_id
    if not reader.is_animator:
        return ours
    asked = again(Review, "asked")
    submitted = exists().where(asked.version_id == Practice.working_version_id)
    return or_(ours, and_(in_regions_of(reader), submitted, Practice.withdrawn_on.is_(None)))


def in_regions_of(animator: Member) -> ColumnElement[bool]:
    """The sheets of the regions that this member animates: none for whoever animates nothing."""
    if not animator.is_animator:
        return false()
    regions = animator.animated_regions
    return true() if regions is None else Practice.region_code.in_(regions)


def known_by_slug(query: Select[Practice], slug: str) -> Select[Practice]:
    """The practice at this address, or that had it once."""
    return query.where(Practice.id == _bearing(slug))


def held_at(slug: str) -> Select[int]:
    """The same, held until the commit: nobody withdraws nor archives it meanwhile."""
    known = select(Practice.id).where(Practice.id == _bearing(slug))
    return known.with_for_update(key_share=True)


def published_versions(practice: Practice) -> Select[PracticeVersion]:
    """Every version that was online, the latest first."""
    return (
        select(PracticeVersion)
        .where(
            PracticeVersion.practice_id == practice.id, PracticeVersion.published_at.is_not(None)
        )
        .order_by(PracticeVersion.number.desc())
    )


def latest_published() -> Select[Practice]:
    """What anyone reads first: the newest sheets, with what they say."""
    return _newest().options(joinedload(Practice.published))


def addresses() -> Select[str, datetime | None]:
    """Of each listed sheet, the newest version first: its address and when that version went online."""
    online_at = PracticeVersion.published_at
    return (
        select(Practice.slug, online_at)
        .join(PracticeVersion, PracticeVersion.id == Practice.published_version_id)
        .where(is_listed())
        .order_by(online_at.desc(), Practice.id.desc())
    )


def showing(item: Item, on: date) -> Select[Practice]:
    """The practices that show an item or what is under it, the newest first, as the list has them at
    first: what counts them leads there.
    """
    shown = [Practice.id.in_(subjects_of("practice", each)) for each in item.branch]
    return _newest(is_shown_at_first(on)).where(or_(false(), *shown))


def about_organization(organization_id: int) -> Select[Practice]:
    """Those that an organization owns, and the starting sheets that describe its territory."""
    return known_of_organization(organization_id).where(Practice.archived_on.is_(None))


def known_of_organization(organization_id: int) -> Select[Practice]:
    """The same, with what was put aside, and may be brought back."""
    return _newest(is_published()).where(
        or_(
            Practice.owner_id == organization_id,
            and_(Practice.owner_id.is_(None), Practice.described_id == organization_id),
        )
    )


def told_of_region(code: str, on: date) -> Select[Practice]:
    """Those that speak of a region, among others or alone, and that the list shows of it at first."""
    there = select(practice_region.c.practice_id).where(practice_region.c.region_code == code)
    return _newest(is_shown_at_first(on)).where(Practice.id.in_(there))


def _newest(those: ColumnElement[bool] | None = None) -> Select[Practice]:
    return (
        select(Practice)
        .where(is_listed() if those is None else those)
        .options(joinedload(Practice.region), joinedload(Practice.owner))
        .order_by(Practice.published_at.desc(), Practice.id.desc())
    )


def _with_people(query: Select[Practice]) -> Select[Practice]:
    """With the version that is online and the people of the contact block, in one statement."""
    return query.options(
        joinedload(Practice.published),
        joinedload(Practice.owner),
        joinedload(Practice.described),
        joinedload(Practice.region),
        joinedload(Practice.department),
        joinedload(Practice.contact),
        joinedload(Practice.substitute),
    )
