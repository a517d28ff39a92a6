"""Territories: what their people declare of each item, counted where they work, without a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, select

from intranet.competencies.coverage import MASTERY, WHOLE, Count, Place, published
from intranet.competencies.models import Assessment, Edition, Erasure
from intranet.competencies.queries.said import ranked_answers
from intranet.kit.db import db
from intranet.members.models import Member, Membership, MembershipState, PeopleStamp
from intranet.organizations.models import Organization


@dataclass(frozen=True)
class Territory:
    """The whole network, a region, or a département of it; what a panel is asked figures for."""

    region: str | None = None
    department: str | None = None

    @property
    def place(self) -> Place:
        if self.region is None:
            return WHOLE
        return (self.region,) if self.department is None else (self.region, self.department)


@dataclass(frozen=True)
class Told:
    """All that may be told of every territory: whatever shows some of it reads it here alone.

    What hides one figure depends on those that are shown beside it, so it is decided once for the
    whole country, and is the same in the page, in the file and in the page of one item.
    """

    persons: Mapping[Place, int]
    by_item: Mapping[int, Mapping[Place, Count]]
    unsaid: Mapping[Place, Count]  # of an item that nobody answered

    def count(self, competency_id: int, territory: Territory) -> Count | None:
        """None where it is withheld."""
        return self.by_item.get(competency_id, self.unsaid).get(territory.place)

    def people(self, territory: Territory) -> int:
        place = territory.place
        return sum(n for found, n in self.persons.items() if found[: len(place)] == place)


def told() -> Told:
    """What members declare, counted for each item and département.

    Kept in the process until an answer, a person or an organization changes: a stamp says so in
    one statement. Organizations without a département, or without a region, are a place of their
    own, that no page shows: they count in what they are a part of.
    """
    answer, erasure, people, edition = db.session.execute(_stamp()).one()
    return _told(answer, erasure, PeopleStamp.now(people), edition)


@lru_cache(maxsize=1)
def _told(*_stamp: Any) -> Told:
    persons = {_place(row): row.people for row in db.session.execute(_people())}
    counts: dict[int, dict[Place, Count]] = {}
    for row in db.session.execute(_levels()):
        counts.setdefault(row.competency_id, {})[_place(row)] = Count(row.assessed, row.holders)
    return Told(
        persons,
        {competency_id: published(found, persons) for competency_id, found in counts.items()},
        published({}, persons),
    )


def levels_counted(competency_id: int) -> dict[int, int]:
    """How many people declare each level of an item, of those that `told` counts: not to be shown
    as it is (`coverage.published` says of what sums may be told).
    """
    answers = _last_answers(Assessment.competency_id == competency_id)
    query = (
        select(answers.c.level, func.count())
        .join(Membership, Membership.member_id == answers.c.member_id)
        .join(Member, _works())
        .where(answers.c.rank == 1, answers.c.level.is_not(None))
        .group_by(answers.c.level)
    )
    return dict(iter(db.session.execute(query)))


def _stamp() -> Select[Any]:
    """What changes with all that is counted: answers are only added, or erased with a trace.

    The uuid is there because another database may give the same numbers to other things.
    """
    latest: list[Any] = [
        select(func.max(Assessment.id)).scalar_subquery(),
        select(func.max(Erasure.id)).scalar_subquery(),
        select(PeopleStamp.word).scalar_subquery(),
        select(func.max(Edition.uuid)).scalar_subquery(),
    ]
    return select(*latest)


def _place(row: Any) -> Place:
    return (row.region_code or "", row.department_code or "")


def _people() -> Select[Any]:
    where: list[Any] = [Organization.region_code, Organization.department_code]
    return (
        select(*where, func.count().label("people"))
        .select_from(Membership)
        .join(Member, _works())
        .join(Organization, Organization.id == Membership.organization_id)
        .group_by(*where)
    )


def _levels() -> Select[Any]:
    """The last level that each person declared of each item, counted where they work."""
    answers = _last_answers()
    where = (Organization.region_code, Organization.department_code, answers.c.competency_id)
    return (
        select(
            *where,
            func.count().label("assessed"),
            func.sum(case((answers.c.level >= MASTERY, 1), else_=0)).label("holders"),
        )
        .select_from(answers)
        .join(Membership, Membership.member_id == answers.c.member_id)
        .join(Member, _works())
        .join(Organization, Organization.id == Membership.organization_id)
        .where(answers.c.rank == 1, answers.c.level.is_not(None))
        .group_by(*where)
    )


def _last_answers(*about: ColumnElement[bool]) -> Subquery:
    """What each person said of an item, the last time with the rank 1."""
    said = (Assessment.member_id, Assessment.competency_id, Assessment.level)
    return ranked_answers(*said, about=about).subquery("answers")


def _works() -> ColumnElement[bool]:
    return and_(
        Member.id == Membership.member_id,
        Membership.state == MembershipState.ADMITTED,
        Member.is_active,
    )
