"""What members say of their levels, and who offers their help."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from intranet.competencies.coverage import MASTERY
from intranet.competencies.models import Assessment, AssessmentKind, AssessmentState, Erasure
from intranet.competencies.queries.said import ranked_answers
from intranet.kit.db import db
from intranet.members.models import Member, Membership, MembershipState
from intranet.organizations.models import Organization


@dataclass(frozen=True)
class Answer:
    """What a member last said of one item."""

    state: AssessmentState
    level: int | None
    offers_help: bool
    at: datetime | None
    id: int = 0
    interest: int | None = None
    is_to_confirm: bool = False

    @property
    def is_given(self) -> bool:
        return self.state is not AssessmentState.CLEARED


NO_ANSWER = Answer(AssessmentState.CLEARED, None, offers_help=False, at=None)


@dataclass(frozen=True)
class Mentor:
    """A member whom one may ask about an item."""

    name: str
    job_title: str
    organization: str
    organization_slug: str
    level: int


@dataclass(frozen=True)
class Voices:
    """What the page of an item tells of people: the reader’s own answers, newest first; the others."""

    mine: list[Answer]
    mentors: list[Mentor]

    @property
    def last(self) -> Answer:
        return self.mine[0] if self.mine else NO_ANSWER


def answers_of(
    member_id: int, *, only: int | None = None, up_to: int | None = None
) -> dict[int, Answer]:
    """The last answer of a member on each item (or on one), even when it takes a level back.

    `up_to` is the id of an assessment: what was known when that one was the last.
    """
    about: tuple[ColumnElement[bool], ...] = (Assessment.member_id == member_id,)
    if only is not None:
        about = (*about, Assessment.competency_id == only)
    if up_to is not None:
        about = (*about, Assessment.id <= up_to)
    last = ranked_answers(*_SAID, about=about).subquery("last")
    rows = db.session.execute(select(last).where(last.c.rank == 1))
    return {row.competency_id: _answer(row) for row in rows}


def answers_numbered(member_id: int, ids: Collection[int]) -> dict[int, Answer]:
    """Some answers of a member by their ids, for each item: what a page knew when it was opened."""
    query = select(Assessment).where(
        Assessment.member_id == member_id,
        Assessment.kind == AssessmentKind.SELF,
        Assessment.id.in_(ids),
    )
    return {
        said.competency_id: Answer(
            said.state,
            said.level,
            said.offers_help,
            said.at,
            said.id,
            said.interest,
            said.is_to_confirm,
        )
        for said in db.session.scalars(query)
    }


def last_erasure_of(member_id: int) -> int:
    """The id of the last time a member had their levels erased; 0 where they never did."""
    query = select(func.max(Erasure.id)).where(Erasure.member_id == member_id)
    return db.session.scalar(query) or 0


def voices_on(competency_id: int, member_id: int | None) -> Voices:
    """What a member said of an item, and who else may be asked about it, in one statement."""
    given = {"item": competency_id, "reader": member_id or 0}  # nobody has the number 0
    rows = db.session.execute(_voices(), given).all()
    return Voices(
        mine=[_answer(row) for row in rows if row.member_id == member_id],
        mentors=[
            Mentor(row.name, row.job_title, row.organization, row.slug, row.level)
            for row in rows
            if row.member_id != member_id
        ],
    )


@cache
def _voices() -> Select[Any]:
    """The reader’s own answers, the newest first; then those who master it, offer their help and
    agree to be asked, the highest level first. Only of them is it looked whether they said
    something else since.
    """
    is_mine = Assessment.member_id == bindparam("reader")
    newer = aliased(Assessment)
    said_since = exists().where(
        newer.member_id == Assessment.member_id,
        newer.competency_id == Assessment.competency_id,
        newer.kind == AssessmentKind.SELF,
        or_(newer.at > Assessment.at, and_(newer.at == Assessment.at, newer.id > Assessment.id)),
    )
    may_be_asked = and_(
        Assessment.offers_help,
        Assessment.level >= MASTERY,
        Member.can_be_asked,
        Member.is_active,
        Membership.id.is_not(None),
        ~said_since,
    )
    works_there = and_(
        Membership.member_id == Member.id, Membership.state == MembershipState.ADMITTED
    )
    return (
        select(
            *_SAID,
            Member.name,
            Membership.job_title,
            Organization.name.label("organization"),
            Organization.slug,
        )
        .join(Member, Member.id == Assessment.member_id)
        .outerjoin(Membership, works_there)
        .outerjoin(Organization, Organization.id == Membership.organization_id)
        .where(
            Assessment.competency_id == bindparam("item"),
            Assessment.kind == AssessmentKind.SELF,
            or_(is_mine, may_be_asked),
        )
        .order_by(
            case((is_mine, 0), else_=1),
            case((is_mine, Assessment.at)).desc(),
            case((is_mine, Assessment.id)).desc(),
            Assessment.level.desc(),
            Member.name,
            Member.id,
        )
    )


def _answer(row: Row[Any]) -> Answer:
    return Answer(
        row.state,
        row.level,
        row.offers_help,
        row.at,
        row.id,
        row.interest,
        row.is_to_confirm,
    )


_SAID: tuple[Any, ...] = (
    Assessment.id,
    Assessment.member_id,
    Assessment.competency_id,
    Assessment.state,
    Assessment.level,
    Assessment.offers_help,
    Assessment.interest,
    Assessment.is_to_confirm,
    Assessment.at,
)
