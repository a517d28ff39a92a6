"""What becomes of a sheet elsewhere: who took it up, how many found it useful, what nobody found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    bindparam,
    case,
    desc,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import joinedload

from intranet.kit.db import db
from intranet.members.models import Member
from intranet.practices.models import COUNTED, FruitlessSearch, Practice, Replication, Useful

_WITH_WHO = (
    joinedload(Replication.organization),
    joinedload(Replication.contact).selectinload(Member.memberships),
    joinedload(Replication.evidence),
    joinedload(Replication.own_practice),
)


def replications_of(practice: Practice) -> Select[Replication]:
    """Every structure that took it up."""
    return select(Replication).where(Replication.practice_id == practice.id).options(*_WITH_WHO)


def replication_by(practice: Practice, organization_id: int) -> Select[Replication]:
    """What a structure says of its own."""
    return select(Replication).where(
        Replication.practice_id == practice.id, Replication.organization_id == organization_id
    )


def is_reproduced(practice: Practice) -> Select[bool]:
    """Another structure does it, or has done it."""
    elsewhere = exists().where(
        Replication.practice_id == practice.id,
        Replication.organization_id != (practice.owner_id or 0),
        Replication.stage.in_(COUNTED),
    )
    return select(elsewhere)


def reuse_told(
    practice: Practice, member: Member | None
) -> Sequence[Row[int, int, Replication | None]]:
    """How many found it useful, whether this member did (nobody reads who), and who took it up.

    Those that went the furthest first, then the latest. One statement: a row for each structure, or one without.
    """
    given = {"practice": practice.id, "reader": member.id if member else 0}
    return db.session.execute(_told(), given).all()


@cache
def _told() -> Select[int, int, Replication | None]:
    practice_id: BindParameter[int] = bindparam("practice")
    mine = case((Useful.member_id == bindparam("reader"), 1), else_=0)
    found = select(func.count()).select_from(Useful).where(Useful.practice_id == practice_id)
    ours = select(func.coalesce(func.sum(mine), 0)).where(Useful.practice_id == practice_id)
    return (
        select(found.scalar_subquery(), ours.scalar_subquery(), Replication)
        .select_from(Practice)
        .outerjoin(Replication, Replication.practice_id == Practice.id)
        .where(Practice.id == practice_id)
        .options(*_WITH_WHO)
        .order_by(Replication.stage.in_(COUNTED).desc(), Replication.updated_at.desc())
    )


def fruitless_searches(since: date) -> Select[str, int, date]:
    """The words that found nothing since a day, how often, and the last time."""
    times = func.sum(FruitlessSearch.times)
    last = func.max(FruitlessSearch.on)
    return (
        select(FruitlessSearch.words, times.label("times"), last.label("last_on"))
        .where(FruitlessSearch.on >= since)
        .group_by(FruitlessSearch.words)
        .order_by(desc("times"), desc("last_on"), FruitlessSearch.words)
    )


def is_counted() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """A reproduction counts once it is under way, and never for the owner itself."""
    elsewhere = or_(Practice.owner_id.is_(None), Practice.owner_id != Replication.organization_id)
    return Replication.stage.in_(COUNTED), elsewhere
