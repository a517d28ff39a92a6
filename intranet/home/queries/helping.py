"""Who offers to help with an item of the referential, and what people offer: kept while it is exact.

What is said is only added to, which the last number tells; what is revoked or erased changes the
stamp of people; and what expires by itself is not kept beyond that instant.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Row, Select, bindparam, func, select
from sqlalchemy.orm import aliased

from intranet.career.queries.passing_on import levels_in_force
from intranet.competencies.coverage import MASTERY
from intranet.competencies.models import Assessment
from intranet.kit.db import UtcDateTime, db
from intranet.kit.kept import Kept
from intranet.members.models import Member

Offers = Mapping[int, Sequence[tuple[int, int]]]  # by person: competency, level
Key = tuple[object, ...]

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Offering:
    """Who offers to help with an item, and what may be kept meanwhile: of them, and of their offers."""

    people: tuple[int, ...]
    kept_under: Key | None = None
    offers_under: Key | None = None


@dataclass(frozen=True)
class _Found:
    """An answer, and between which instants it holds."""

    answer: Any
    holds_from: datetime
    holds_until: datetime


def who_offers(competency_id: int, at: datetime, word: str | None) -> Offering:
    """Under the word of the stamp of people; without one, nothing is kept."""
    given = {"at": at, "item": competency_id}
    if word is None:
        return Offering(_read(_who_offers(), given, _people).answer)
    of_item, of_all = db.session.execute(_LAST_SAID, given).one()
    key = (word, competency_id, of_item)
    found = _while_it_holds(("offering", *key), at, lambda: _read(_who_offers(), given, _people))
    return Offering(found.answer, (*key, found.holds_from), (word, of_all))


def offered_by(people: Collection[Member], at: datetime, under: Key | None = None) -> Offers:
    """What each of them offers to help with, (competency, level), the highest level first.

    Of those alone who agree to be asked. Kept, where it is said `under` what nobody said more.
    """
    asked = [member.id for member in people if member.can_be_asked]
    if not asked:
        return {}
    given = {"at": at, "people": asked}
    if under is None:
        offers: Offers = _read(_offers(), given, _by_person).answer
    else:
        key = ("offers", *under, *asked)
        offers = _while_it_holds(key, at, lambda: _read(_offers(), given, _by_person)).answer
    return offers


def _people(rows: Sequence[Row[Any]]) -> tuple[int, ...]:
    return tuple(row.member_id for row in rows)


def _by_person(rows: Sequence[Row[Any]]) -> Offers:
    found: dict[int, list[tuple[int, int]]] = {}
    for row in rows:
        found.setdefault(row.member_id, []).append((row.competency_id, row.level))
    return {
        member_id: sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
        for member_id, pairs in found.items()
    }


_kept = Kept(128)
_LAST_SAID = select(
    select(func.max(Assessment.id))
    .where(Assessment.competency_id == bindparam("item"))
    .scalar_subquery(),
    select(func.max(Assessment.id)).scalar_subquery(),
)


def _while_it_holds(key: Key, at: datetime, read: Callable[[], _Found]) -> _Found:
    known: _Found | None = _kept.known(key)
    if known is None or not known.holds_from <= at < known.holds_until:
        known = read()
        _kept.forget(key)
        _kept(key, lambda: known)
    return known


def _read(
    query: Select[Any], given: dict[str, Any], told: Callable[[Sequence[Row[Any]]], Any]
) -> _Found:
    rows = db.session.execute(query, given).all()
    # A level that expires leaves a lower one: where nobody helps, time alone brings nobody.
    next_end = rows[0].next_end if rows else None
    return _Found(told(rows), given["at"], next_end or _NEVER)


@cache
def _who_offers() -> Select[Any]:
    """Of those alone who ever offered it are the levels in force looked for."""
    item: BindParameter[int] = bindparam("item")
    offered, ending = aliased(Assessment), aliased(Assessment)
    ever = select(offered.member_id).where(offered.competency_id == item, offered.offers_help)
    held = levels_in_force(_AT, Assessment.competency_id == item, Assessment.member_id.in_(ever))
    here = held.subquery("held")
    return select(here.c.member_id, _next_end(ending, ending.competency_id == item)).where(
        here.c.offers_help, here.c.level >= MASTERY
    )


@cache
def _offers() -> Select[Any]:
    people: BindParameter[int] = bindparam("people", expanding=True)
    ending = aliased(Assessment)
    held = levels_in_force(_AT, Assessment.member_id.in_(people)).subquery("held")
    next_end = _next_end(ending, ending.member_id.in_(people))
    return select(held.c.member_id, held.c.competency_id, held.c.level, next_end).where(
        held.c.offers_help, held.c.level >= MASTERY
    )


_AT: BindParameter[datetime] = bindparam("at", type_=UtcDateTime())


def _next_end(ending: Any, about: ColumnElement[bool]) -> ColumnElement[datetime | None]:
    """When the first of these levels expires."""
    ends = select(func.min(ending.expires_at)).where(about, ending.expires_at > _AT)
    return ends.scalar_subquery().label("next_end")
