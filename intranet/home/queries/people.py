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
from sqlalchemy.orm import joinedload

from intranet.home.queries.helping import who_offers
from intranet.kit import search
from intranet.kit.db import db
from intranet.kit.kept import Kept
from intranet.members import queries as members
from intranet.members.models import (
    Member,
    MemberRole,
    Membership,
    MembershipState,
    PeopleStamp,
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
    # As `settled` finds them: who offers to help with that item; what the answers hold under, and offers.
    offering: Collection[int] = ()
    kept_under: tuple[object, ...] | None = None
    offers_under: tuple[object, ...] | None = None

    @property
    def is_told_by_itself(self) -> bool:
        """What words find is of one request: a statement with them is not kept."""
        return not self.words

    @property
    def without_instant(self) -> Asked:
        """What its statements are kept by: their instant is given when they are asked."""
        return replace(self, at=_ANY, offering=(), kept_under=None, offers_under=None)

    @property
    def everybody(self) -> Asked:
        """The same, before anything that is counted by facet is chosen."""
        return replace(self, regions=(), kinds=(), roles=(), department=None)

    @property
    def chosen(self) -> tuple[object, ...]:
        """What is chosen of what is counted by facet."""
        return tuple(self.regions), self.department, tuple(self.kinds), tuple(self.roles)

    @property
    def given(self) -> dict[str, Any]:
        """With what its statements are asked."""
        return {"at": self.at, "offering": list(self.offering)}


def settled(asked: Asked) -> Asked:
    """With who offers to help, found once for all the statements of a page, and with what answers
    hold under: while nobody enters, leaves or moves, nothing is said, revoked or erased of the item
    and no level of it expires, and where words were typed nothing changes of what they find.
    """
    word = PeopleStamp.reads()
    if asked.competency_id is None:
        return replace(asked, kept_under=_under(asked, (word,) if word else None))
    offering = who_offers(asked.competency_id, asked.at, word)
    return replace(
        asked,
        offering=offering.people,
        kept_under=_under(asked, offering.kept_under),
        offers_under=offering.offers_under,
    )


def _under(asked: Asked, people: tuple[object, ...] | None) -> tuple[object, ...] | None:
    if not people or asked.around:
        return None
    if not asked.words:
        return people
    word = search.WordStamp.reads()
    return (*people, word, asked.words) if word else None


_kept = Kept(128)  # who is on a page


def listed() -> Select[Member]:
    """Who may be read of at all: they asked for it, and work in the network."""
    return members.admitted().where(Member.is_listed)


def page_of(asked: Asked, *, first: int, count: int) -> Sequence[Member]:
    """By name; the nearest first around a commune. Who is on the page is kept, what they say is not."""
    given = asked.given | {"first": first, "most": count}
    key = ("page", *(asked.kept_under or ()), *asked.chosen, first, count)
    ids: Sequence[int] | None = _kept.known(key) if asked.kept_under else None
    if ids is None:
        people = db.session.scalars(built(_page, asked), given).unique().all()
        if asked.kept_under:
            _kept(key, lambda: [member.id for member in people])
        return people
    found = {one.id: one for one in db.session.scalars(_these(), {"ids": ids}).unique()}
    return [found[each] for each in ids if each in found and found[each].membership]


def _ids(asked: Asked) -> Select[Any]:
    """Who is on a page, read from the index of the directory as far as the page goes."""
    most, first = (bindparam(name, type_=Integer()) for name in ("most", "first"))
    if asked.around is None:
        works = exists().where(_works_there(), *_clauses(asked)).correlate(Member)
        known = select(Member.id).where(Member.is_listed, Member.is_active, works)
        return known.order_by(Member.folded, Member.id).limit(most).offset(first)
    away = chord(Organization.latitude, Organization.longitude, asked.around)
    near: Any = listed().where(*_clauses(asked)).options().order_by(None)
    people: Select[Any] = near.with_only_columns(Member.id, away.label("away"))
    return people.order_by(away, Member.folded, Member.id).limit(most).offset(first)


def _page(asked: Asked) -> Select[Member]:
    page = _ids(asked).subquery("page")
    order = [*([page.c.away] if asked.around else []), Member.folded, Member.id]
    return _shown(select(Member).join(page, page.c.id == Member.id)).order_by(*order)


@cache
def _these() -> Select[Member]:
    """Those of a page who still are in the directory."""
    ids: BindParameter[int] = bindparam("ids", expanding=True)
    return _shown(select(Member).where(Member.id.in_(ids), Member.is_listed, Member.is_active))


def _shown(people: Select[Member]) -> Select[Member]:
    """With what a line says of them."""
    return people.options(
        joinedload(Member.memberships)
        .joinedload(Membership.organization)
        .joinedload(Organization.region),
        joinedload(Member.roles),
    )


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
