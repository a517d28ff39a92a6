"""The reports that wait for an answer, and the openings they are about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload

from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings.models import Opening, OpeningReport, State


def reports_on(opening_id: int) -> Select[OpeningReport]:
    """What members say of an opening and nobody answered yet, the first first."""
    return (
        select(OpeningReport)
        .where(OpeningReport.opening_id == opening_id, OpeningReport.decided_at.is_(None))
        .options(joinedload(OpeningReport.member))
        .order_by(OpeningReport.at, OpeningReport.id)
    )


def reported(member: Member) -> Select[Opening]:
    """The openings that this animator should look at, the first reported first."""
    first = (
        select(OpeningReport.opening_id, func.min(OpeningReport.at).label("since"))
        .where(OpeningReport.decided_at.is_(None))
        .group_by(OpeningReport.opening_id)
        .subquery("first")
    )
    query = (
        select(Opening)
        .join(first, first.c.opening_id == Opening.id)
        .options(joinedload(Opening.organization))
        .order_by(first.c.since)
    )
    return _answered_by(member, query)


def kept_off(member: Member, at: datetime) -> Select[Opening]:
    """What was found right to report, and stays off the board until an animator puts it back."""
    waits = exists().where(
        OpeningReport.opening_id == Opening.id, OpeningReport.decided_at.is_(None)
    )
    query = (
        select(Opening)
        .options(joinedload(Opening.organization))
        .where(
            Opening.state == State.SUSPENDED,
            Opening.frozen_at.is_not(None),
            Opening.closes_at > at,
            ~waits,
        )
        .order_by(Opening.frozen_at, Opening.id)
    )
    return _answered_by(member, query)


def _answered_by(member: Member, query: Select[Opening]) -> Select[Opening]:
    """Of what this animator follows; never their own, nor those of their organization."""
    query = query.where(Opening.owner_id != member.id)
    if member.organization_id:
        query = query.where(Opening.organization_id != member.organization_id)
    regions = member.animated_regions if member.is_animator else set()
    return query if regions is None else query.where(Opening.region_code.in_(regions))


def voices(opening_id: int) -> int:
    """How many members say that something is wrong, whom nobody has answered yet."""
    asked = select(func.count()).where(
        OpeningReport.opening_id == opening_id, OpeningReport.decided_at.is_(None)
    )
    return db.session.scalar(asked) or 0
