"""Pairs of part-time openings: those to propose, those that wait, those that candidates may know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import joinedload

from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings.models import NEIGHBOURS_WITHIN, Opening, SharedPost, WorkTime
from intranet.openings.pairing import FULL_TIME
from intranet.openings.queries.live import live
from intranet.places.models import Precision

# Degrees that are never less than 40 km: of latitude anywhere, of longitude up to 60° North.
LATITUDES, LONGITUDES = NEIGHBOURS_WITHIN / 110, NEIGHBOURS_WITHIN / 55


def may_be_shared(at: datetime) -> ColumnElement[bool]:
    """Live, part-time, somewhere known, by an employer who is named."""
    return and_(
        live(at),
        Opening.work_time == WorkTime.PART,
        Opening.work_share.is_not(None),
        Opening.latitude.is_not(None),
        Opening.precision != Precision.DEPARTMENT,
        Opening.is_confidential.is_(False),
    )


def neighbours(at: datetime) -> Sequence[Row[Any]]:
    """The pairs never proposed that a map and their shares allow, nearly: a box, not a circle."""
    found = (
        select(
            Opening.id,
            Opening.organization_id,
            Opening.owner_id,
            Opening.latitude,
            Opening.longitude,
            Opening.work_share,
            Opening.requirement_set_id,
            Opening.is_demo,
        )
        .where(may_be_shared(at))
        .cte("part_time")
    )
    one, other = found.alias("one"), found.alias("other")
    told = exists().where(SharedPost.one_id == one.c.id, SharedPost.other_id == other.c.id)
    pairs = (
        select(*one.c, *(column.label(f"other_{column.key}") for column in other.c))
        .select_from(one)
        .join(
            other,
            and_(
                one.c.id < other.c.id,
                one.c.organization_id != other.c.organization_id,
                one.c.owner_id != other.c.owner_id,
                one.c.is_demo == other.c.is_demo,
                one.c.work_share + other.c.work_share <= FULL_TIME,
                func.abs(one.c.latitude - other.c.latitude) <= LATITUDES,
                func.abs(one.c.longitude - other.c.longitude) <= LONGITUDES,
            ),
        )
        .where(~told)
        .order_by(one.c.id, other.c.id)
    )
    return db.session.execute(pairs).all()


def whole() -> Select[SharedPost]:
    one, other = joinedload(SharedPost.one), joinedload(SharedPost.other)
    return select(SharedPost).options(
        one.joinedload(Opening.organization),
        one.joinedload(Opening.municipality),
        one.joinedload(Opening.owner),
        other.joinedload(Opening.organization),
        other.joinedload(Opening.municipality),
        other.joinedload(Opening.owner),
        joinedload(SharedPost.one_answered_by),
        joinedload(SharedPost.other_answered_by),
    )


def seen_by(member: Member | None, at: datetime) -> Select[SharedPost]:
    """Agreed and still possible: anyone. Before: whoever recruits for one of the two employers."""
    agreed = and_(
        SharedPost.one_accepts.is_(True), SharedPost.other_accepts.is_(True), both_may(at)
    )
    return whole().where(or_(agreed, _recruits_for(member)))


def both_may(at: datetime) -> ColumnElement[bool]:
    """Both openings may still be shared, fit in a week as they are now, and are of two employers
    still, which may have merged: subqueries, so that neither table is named twice.
    """
    allowed = select(Opening.id).where(may_be_shared(at))
    (one, other), (here, there) = (
        [
            select(column).where(Opening.id == each).scalar_subquery()
            for each in (SharedPost.one_id, SharedPost.other_id)
        ]
        for column in (Opening.work_share, Opening.organization_id)
    )
    return and_(
        SharedPost.one_id.in_(allowed),
        SharedPost.other_id.in_(allowed),
        one + other <= FULL_TIME,
        here != there,
    )


def is_possible(pair: SharedPost, at: datetime) -> bool:
    """Whether one person could still hold both: what candidates read is asked alike."""
    asked = select(SharedPost.id).where(SharedPost.id == pair.id, both_may(at))
    return db.session.scalar(asked) is not None


def _recruits_for(member: Member | None) -> ColumnElement[bool]:
    if member is None or not member.is_admitted or not (member.is_recruiter or member.is_animator):
        return false()
    ours = select(Opening.id).where(Opening.organization_id == member.organization_id)
    return or_(SharedPost.one_id.in_(ours), SharedPost.other_id.in_(ours))


def to_answer_by(member: Member, at: datetime) -> Select[SharedPost]:
    """What this member’s side has not answered, while both may still be shared."""
    if not (member.is_recruiter or member.is_animator):
        return whole().where(false())
    ours = select(Opening.id).where(Opening.organization_id == (member.organization_id or 0))
    mine = case(
        (SharedPost.one_id.in_(ours), SharedPost.one_accepts), else_=SharedPost.other_accepts
    )
    declined = or_(SharedPost.one_accepts.is_(False), SharedPost.other_accepts.is_(False))
    return whole().where(
        _recruits_for(member),
        mine.is_(None),
        func.coalesce(declined, False).is_(False),
        both_may(at),
    )


def agreed_with(opening: Opening, at: datetime) -> SharedPost | None:
    """The pair that candidates to this opening may know of, the nearest."""
    if opening.work_time is not WorkTime.PART or opening.work_share is None:
        return None
    found = (
        select(SharedPost)
        .where(
            or_(SharedPost.one_id == opening.id, SharedPost.other_id == opening.id),
            SharedPost.one_accepts.is_(True),
            SharedPost.other_accepts.is_(True),
            both_may(at),
        )
        .options(joinedload(SharedPost.one), joinedload(SharedPost.other))
        .order_by(SharedPost.distance_km, SharedPost.id)
    )
    return db.session.scalars(found.limit(1)).first()
