"""The directory of people: those who asked to be in it, for those who work in the network."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
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
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased, joinedload

from intranet.career.queries.passing_on import levels_in_force
from intranet.competencies.coverage import MASTERY
from intranet.competencies.models import Assessment, Erasure
from intranet.kit import search
from intranet.kit.db import UtcDateTime, db
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

Offers = Mapping[int, Sequence[tuple[int, int]]]  # by person: competency, level

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
    hold under: while nobody enters, leaves or moves, nor, in the minute, says anything of the item,
    and where words were typed nothing changes of what they find.
    """
    if asked.competency_id is None:
        word = PeopleStamp.reads()
        return replace(asked, kept_under=_under(asked, (word,) if word else None))
    given = {"at": asked.at, "item": asked.competency_id}
    minute = PeopleStamp.in_minute(asked.at)
    if minute is None:
        return replace(asked, offering=tuple(db.session.scalars(_who_offers(), given)))
    of_item, erased, of_all = db.session.execute(_LAST_SAID, given).one()
    under = (*minute, asked.competency_id, of_item, erased)
    offering = _kept(("offering", *under), lambda: tuple(db.session.scalars(_who_offers(), given)))
    return replace(
        asked,
        offering=offering,
        kept_under=_under(asked, under),
        offers_under=(*minute, of_all, erased),
    )


def _under(asked: Asked, people: tuple[object, ...] | None) -> tuple[object, ...] | None:
    if not people or asked.around:
        return None
    if not asked.words:
        return people
    word = search.word()
    return (*people, word, asked.words) if word else None


_kept = Kept(128)  # who offers, who is on a page, and what they offer
# What is said is only added to, or erased with a trace.
_LAST_SAID = select(
    select(func.max(Assessment.id))
    .where(Assessment.competency_id == bindparam("item"))
    .scalar_subquery(),
    select(func.max(Erasure.id)).scalar_subquery(),
    select(func.max(Assessment.id)).scalar_subquery(),
)


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


def offered_by(
    people: Collection[Member], at: datetime, under: tuple[object, ...] | None = None
) -> Offers:
    """What each of them offers to help with, (competency, level), the highest level first.

    Of those alone who agree to be asked. Kept in the minute, `under` what nobody said anything since.
    """
    asked = [member.id for member in people if member.can_be_asked]
    if not asked:
        return {}
    if under is None:
        return _read_offers(asked, at)
    return _kept(("offers", *under, *asked), lambda: _read_offers(asked, at))


def _read_offers(people: Sequence[int], at: datetime) -> Offers:
    found: dict[int, list[tuple[int, int]]] = {}
    for member_id, *offer in db.session.execute(_offers(), {"at": at, "people": people}):
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
