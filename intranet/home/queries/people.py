"""The directory of people: those who asked to be in it, for those who work in the network."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import aliased, joinedload

from intranet.career.queries.passing_on import levels_in_force
from intranet.competencies.coverage import MASTERY
from intranet.competencies.models import Assessment
from intranet.kit import search
from intranet.kit.db import UtcDateTime, db
from intranet.members import queries as members
from intranet.members.models import (
    Member,
    MemberRole,
    Membership,
    MembershipState,
    Role,
)
from intranet.organizations.models import Kind, Organization
from intranet.places.queries import Point, chord, within

_ANY = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """What a reader of the directory asked for; empty means everybody who is in it."""

    at: datetime
    words: str = ""
    regions: Collection[str] = ()
    department: str | None = None
    kinds: Collection[Kind] = ()
    roles: Collection[Role] = ()
    around: Point | None = None
    radius: int = 50
    competency_id: int | None = None
    offering: Collection[int] = ()  # who offers to help with that item (`with_who_offers`)

    @property
    def is_told_by_itself(self) -> bool:
        """What words find is of one request: a statement with them is not kept."""
        return not self.words

    @property
    def without_instant(self) -> Asked:
        """What its statements are kept by: their instant is given when they are asked."""
        return replace(self, at=_ANY, offering=())

    @property
    def given(self) -> dict[str, Any]:
        """With what its statements are asked."""
        return {"at": self.at, "offering": list(self.offering)}


def with_who_offers(asked: Asked) -> Asked:
    """Found once for all the statements of a page."""
    if asked.competency_id is None:
        return asked
    given = {"at": asked.at, "item": asked.competency_id}
    return replace(asked, offering=tuple(db.session.scalars(_who_offers(), given)))


@cache
def _who_offers() -> Select[int]:
    """Of those alone who ever offered it are the levels in force looked for."""
    item: BindParameter[int] = bindparam("item")
    offered = aliased(Assessment)
    ever = select(offered.member_id).where(offered.competency_id == item, offered.offers_help)
    about = Assessment.competency_id == item, Assessment.member_id.in_(ever)
    held = levels_in_force(bindparam("at", type_=UtcDateTime()), *about).subquery("held")
    return select(held.c.member_id).where(held.c.offers_help, held.c.level >= MASTERY)


def listed() -> Select[Member]:
    """Who may be read of at all: they asked for it, and work in the network."""
    return members.admitted().where(Member.is_listed)


def page_of(asked: Asked, *, first: int, count: int) -> Sequence[Member]:
    """By name; the nearest first around a commune."""
    given = asked.given | {"first": first, "most": count}
    return db.session.scalars(built(_page, asked), given).unique().all()


def _page(asked: Asked) -> Select[Member]:
    """Who is on it is read from the index of the directory, as far as the page goes."""
    most, first = (bindparam(name, type_=Integer()) for name in ("most", "first"))
    if asked.around is None:
        works = exists().where(_works_there(), *_clauses(asked)).correlate(Member)
        people: Any = select(Member.id).where(Member.is_listed, _is_open(), works)
        people = people.order_by(Member.folded, Member.id)
    else:
        away = chord(Organization.latitude, Organization.longitude, asked.around)
        people = listed().where(*_clauses(asked)).options().order_by(None)
        people = people.with_only_columns(Member.id, away.label("away"))
        people = people.order_by(away, Member.folded, Member.id)
    page = people.limit(most).offset(first).subquery("page")
    order = [*([page.c.away] if asked.around else []), Member.folded, Member.id]
    return (
        select(Member)
        .join(page, page.c.id == Member.id)
        .options(
            joinedload(Member.memberships)
            .joinedload(Membership.organization)
            .joinedload(Organization.region),
            joinedload(Member.roles),
        )
        .order_by(*order)
    )


def _is_open() -> ColumnElement[bool]:
    return and_(Member.confirmed_at.is_not(None), Member.closed_at.is_(None))


def _works_there() -> ColumnElement[bool]:
    return and_(
        Membership.member_id == Member.id,
        Membership.state == MembershipState.ADMITTED,
        Organization.id == Membership.organization_id,
    )


def built(build: Callable[[Asked], Select[Any]], asked: Asked) -> Select[Any]:
    """A statement, built once for what is asked often."""
    asked = asked.without_instant
    return _known(build, asked) if asked.is_told_by_itself else build(asked)


@lru_cache(maxsize=64)
def _known(build: Callable[[Asked], Select[Any]], asked: Asked) -> Select[Any]:
    return build(asked)


def offered_by(people: Collection[Member], at: datetime) -> dict[int, list[tuple[int, int]]]:
    """What each of them offers to help with, (competency, level), the highest level first.

    Of those alone who agree to be asked.
    """
    asked = [member.id for member in people if member.can_be_asked]
    if not asked:
        return {}
    found: dict[int, list[tuple[int, int]]] = {}
    for member_id, *offer in db.session.execute(_offers(), {"at": at, "people": asked}):
        found.setdefault(member_id, []).append((offer[0], offer[1]))
    return {
        member_id: sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
        for member_id, pairs in found.items()
    }


@cache
def _offers() -> Select[Any]:
    people: BindParameter[int] = bindparam("people", expanding=True)
    about = Assessment.member_id.in_(people)
    held = levels_in_force(bindparam("at", type_=UtcDateTime()), about).subquery("held")
    return select(held.c.member_id, held.c.competency_id, held.c.level).where(
        held.c.offers_help, held.c.level >= MASTERY
    )


def counted(asked: Asked, *columns: Any) -> Select[Any]:
    """Those who answer, without what a list shows of each; `columns` instead."""
    return (
        listed()
        .where(*_clauses(asked))
        .order_by(None)
        .options()
        .with_only_columns(*columns, maintain_column_froms=True)
    )


def _clauses(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.words:
        found.append(_is_meant(asked.words))
    if asked.regions:
        found.append(Organization.region_code.in_(asked.regions))
    if asked.department:
        found.append(Organization.department_code == asked.department)
    if asked.kinds:
        found.append(Organization.kind.in_(asked.kinds))
    if asked.roles:
        found.append(exists().where(holds(), MemberRole.role.in_(asked.roles)))
    if asked.around:
        place = Organization.latitude, Organization.longitude
        found.append(within(*place, asked.around, asked.radius))
    if asked.competency_id is not None:
        offers = Member.id.in_(bindparam("offering", expanding=True))
        found.append(and_(Member.can_be_asked, offers))
    return found


def _is_meant(words: str) -> ColumnElement[bool]:
    """Each word begins one of their name or organization, or all are in what is found of them."""
    named = and_(*(members.is_named(word) for word in members.name_words(words)))
    told = search.matching("person", words)
    return named if told is None else or_(named, Member.id.in_(select(told.c.object_id)))


def holds() -> ColumnElement[bool]:
    """A role that they hold where they work now, or for a region or the whole network."""
    here = or_(
        MemberRole.organization_id.is_(None),
        MemberRole.organization_id == Membership.organization_id,
    )
    return and_(MemberRole.member_id == Member.id, here)
