"""What animators look after in their regions: sheets that nobody verifies, or answers for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import Select, func, or_, select, true
from sqlalchemy.orm import joinedload

from intranet.kit.db import db
from intranet.members.models import Member, Membership, MembershipState
from intranet.organizations.models import Organization
from intranet.places.models import Region
from intranet.practices.models import Practice
from intranet.practices.queries.readers import in_regions_of, is_listed
from intranet.practices.queries.truth import is_orphan

LEFT = timedelta(days=30)  # after the day: the three letters were written, and nobody answered
ANSWERED_WITHIN = timedelta(days=15)  # by whoever is proposed as a contact
CARE_ORDERS = {
    "attente": "Les plus en retard",
    "structure": "Par structure",
    "region": "Par région",
}


def waiting_for_verification(
    animator: Member, on: date, *, region: str = "", order: str = "attente"
) -> Select[Practice]:
    """Those whose verification is due, in the regions of an animator; the most overdue first."""
    orders = {"structure": (Organization.name,), "region": (Region.slug,)}
    return (
        _looked_after(animator, region)
        .where(Practice.verify_on <= on)
        .order_by(*orders.get(order, ()), Practice.verify_on, Practice.id)
    )


def left_unverified(animator: Member, on: date) -> Select[Practice]:
    """Those of them that no letter moved: due for a month, and not asked for within it."""
    return waiting_for_verification(animator, on - LEFT).where(
        or_(Practice.asked_on.is_(None), Practice.asked_on <= on - LEFT)
    )


def left_alone(animator: Member, *, region: str = "") -> Select[Practice]:
    """Those that nobody of their structure answers for, the longest so first."""
    return (
        _looked_after(animator, region)
        .where(is_orphan())
        .options(joinedload(Practice.proposed))
        .order_by(Practice.orphaned_on.is_(None), Practice.orphaned_on, Practice.id)
    )


def left_to_animators(animator: Member, on: date) -> Select[Practice]:
    """Those whose structure named nobody in a month, and for whom nobody was proposed lately."""
    lately = Practice.proposed_on > on - ANSWERED_WITHIN
    return left_alone(animator).where(
        Practice.orphan_told == 2, or_(Practice.proposed_on.is_(None), ~lately)
    )


def proposed_to(member: Member) -> Select[Practice]:
    """The sheets that an animator proposed to this member to answer for."""
    return (
        select(Practice)
        .where(
            is_listed(),
            is_orphan(),
            Practice.proposed_id == member.id,
            Practice.owner_id == member.organization_id,
        )
        .order_by(Practice.proposed_on, Practice.id)
    )


def reunited_in(practice: Practice) -> Select[Practice]:
    """The sheets that were merged into this one, the last first."""
    return (
        select(Practice)
        .where(Practice.merged_into_id == practice.id, Practice.merged_at.is_not(None))
        .options(joinedload(Practice.merged_by))
        .order_by(Practice.merged_at.desc())
    )


def how_many(sheets: Select[Practice]) -> Select[int]:
    ids = sheets.order_by(None).options().with_only_columns(Practice.id).subquery()
    return select(func.count()).select_from(ids)


def colleagues_by_owner(owner_ids: Collection[int]) -> Mapping[int, Sequence[Member]]:
    """Of each structure, the people who may answer for its sheets, by name."""
    found: dict[int, list[Member]] = {}
    query = (
        select(Membership.organization_id, Member)
        .join(Member, Member.id == Membership.member_id)
        .where(
            Membership.organization_id.in_(owner_ids),
            Membership.state == MembershipState.ADMITTED,
            Member.is_active,
        )
        .order_by(Member.folded, Member.id)
    )
    for owner_id, member in db.session.execute(query):
        found.setdefault(owner_id, []).append(member)
    return found


def _looked_after(animator: Member, region: str = "") -> Select[Practice]:
    return (
        select(Practice)
        .join(Practice.owner)
        .outerjoin(Practice.region)
        .where(is_listed(), in_regions_of(animator))
        .where(Practice.region_code == region if region else true())
        .options(
            joinedload(Practice.owner), joinedload(Practice.region), joinedload(Practice.contact)
        )
    )
