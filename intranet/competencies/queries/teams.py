"""A team: who consented to be read by whom, and their levels, whatever their number."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from intranet.competencies.levels import Mode
from intranet.competencies.models import Assessment, AssessmentState, TeamConsent
from intranet.competencies.queries.said import ranked_answers, vouched_at
from intranet.kit.db import db
from intranet.members.models import Member, Membership, MembershipState
from intranet.organizations.models import Organization


@dataclass(frozen=True)
class Colleague:
    """Somebody who works there now, and whether they let those who do the same read their levels."""

    member_id: int
    name: str
    job_title: str
    consents: bool


@dataclass(frozen=True)
class Consent:
    """What a member gave once: for whom, since when, until when, and whether it still holds."""

    organization: str
    given_at: datetime
    withdrawn_at: datetime | None
    holds: bool


def colleagues_of(organization_id: int) -> list[Colleague]:
    """Who works for an organization, by name, in one statement."""
    rows = db.session.execute(
        select(
            Member.id,
            Member.name,
            Membership.job_title,
            TeamConsent.id.is_not(None).label("consents"),
        )
        .select_from(Membership)
        .join(Member, Member.id == Membership.member_id)
        .outerjoin(TeamConsent, _holds())
        .where(
            Membership.organization_id == organization_id,
            Membership.state == MembershipState.ADMITTED,
            Member.is_active,
        )
        .order_by(Member.folded, Member.id)
    )
    return [Colleague(row.id, row.name, row.job_title, bool(row.consents)) for row in rows]


def consents_of(member_id: int) -> list[Consent]:
    """Every consent that a member gave, the latest first."""
    rows = db.session.execute(
        select(
            TeamConsent.given_at,
            TeamConsent.withdrawn_at,
            Organization.name,
            Membership.id.is_not(None).label("holds"),
        )
        .join(Organization, Organization.id == TeamConsent.organization_id)
        .outerjoin(Membership, and_(_holds(), _is_current()))
        .where(TeamConsent.member_id == member_id)
        .order_by(TeamConsent.given_at.desc(), TeamConsent.id.desc())
    )
    return [Consent(row.name, row.given_at, row.withdrawn_at, bool(row.holds)) for row in rows]


def outlived() -> Select[int]:
    """The ids of consents not withdrawn whose giver has left since: they hold no more."""
    held = select(TeamConsent.id).join(Membership, and_(_holds(), _is_current()))
    return select(TeamConsent.id).where(
        TeamConsent.withdrawn_at.is_(None), TeamConsent.id.not_in(held)
    )


def known_levels_of(
    member_ids: Collection[int],
    at: datetime,
    mode: Mode = Mode.DECLARED,
    *,
    only: Collection[int] | None = None,
) -> dict[int, dict[int, int | None]]:
    """What comparisons read of several members (on some items), in two statements.

    The same as `known_levels` of each.
    The database keeps the last answer and the highest attestation of each item, so that a hundred
    thousand of them are read as bare numbers.
    """
    found: dict[int, dict[int, int | None]] = {member_id: {} for member_id in member_ids}
    about: tuple[ColumnElement[bool], ...] = (Assessment.member_id.in_(member_ids),)
    if only is not None:
        about = (*about, Assessment.competency_id.in_(only))
    if mode is Mode.DECLARED:
        for member_id, competency_id, level in db.session.execute(_declared(at, about)):
            found[member_id][competency_id] = level
    for member_id, competency_id, level in db.session.execute(_attested(at, about)):
        declared = found[member_id].get(competency_id)
        found[member_id][competency_id] = level if declared is None else max(declared, level)
    return found


def _declared(at: datetime, about: tuple[ColumnElement[bool], ...]) -> Select[Any]:
    """The last answer of each member on each item; those taken back are left out."""
    answers = ranked_answers(
        Assessment.member_id,
        Assessment.competency_id,
        Assessment.level,
        case((Assessment.state == AssessmentState.CLEARED, 0), else_=1).label("is_given"),
        about=(Assessment.at <= at, *about),
    ).subquery("answers")
    return select(answers.c.member_id, answers.c.competency_id, answers.c.level).where(
        answers.c.rank == 1, answers.c.is_given == 1
    )


def _attested(at: datetime, about: tuple[ColumnElement[bool], ...]) -> Select[Any]:
    """The highest level of each item that others vouch for at this instant."""
    cell: list[Any] = [Assessment.member_id, Assessment.competency_id]
    return select(*cell, func.max(Assessment.level)).where(*vouched_at(at), *about).group_by(*cell)


def _holds() -> ColumnElement[bool]:
    """A consent holds until withdrawn, for the stay in the organization in which it was given.

    Leaving ends it: who comes back has another attachment, that began after it.
    """
    return and_(
        TeamConsent.member_id == Membership.member_id,
        TeamConsent.organization_id == Membership.organization_id,
        TeamConsent.withdrawn_at.is_(None),
        TeamConsent.given_at >= Membership.created_at,
    )


def _is_current() -> ColumnElement[bool]:
    return Membership.state == MembershipState.ADMITTED
