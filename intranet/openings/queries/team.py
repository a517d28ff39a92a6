"""Who works on the applications to an opening, as the database is asked."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, false, inspect, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from intranet.kit.db import again, db
from intranet.members.models import Member, MemberRole, Membership, MembershipState, Role
from intranet.openings.models import DeskRole, JobApplication, Opening, OpeningMember


def at_desk(member: Member) -> ColumnElement[bool]:
    """The twin of `policy.has_desk`, tested equal; the statement joins `Opening`."""
    if member.closed_at is not None or member.organization_id is None:
        return false()
    works_there = Opening.organization_id == member.organization_id
    if not (member.is_recruiter or member.is_animator):
        works_there = and_(works_there, _named(member))
    own = again(JobApplication, "own")
    applied = exists().where(
        own.opening_id == Opening.id,
        own.applicant_id == member.id,
        own.submitted_at.is_not(None),
    )
    return and_(works_there, ~applied)


def deciding(member: Member) -> ColumnElement[bool]:
    """The twin of `policy.decides`, beside `at_desk`: everybody there but its readers."""
    owns = Opening.owner_id == member.id
    if not (member.is_recruiter or member.is_animator):
        owns = false()
    reads = _named(member, OpeningMember.role == DeskRole.READER)
    return and_(at_desk(member), or_(owns, ~reads))


def answered_for_by(member: Member) -> ColumnElement[bool]:
    """The twin of `policy.answers_for`, of whoever recruits: theirs, and what nobody answers for any more."""
    owns = or_(Opening.owner_id == member.id, _named(member, OpeningMember.role == DeskRole.OWNER))
    reads = _named(member, OpeningMember.role == DeskRole.READER)
    here = Opening.organization_id == (member.organization_id or 0)
    return and_(here, or_(owns, and_(~reads, ~_author_recruits_there(), ~_owner_is_there())))


def is_recruited_for(organization_id: Any) -> ColumnElement[bool]:
    """Whether anybody recruits for an employer: who writes, welcomes and answers in its name."""
    found = exists().where(*_works_for(organization_id), _recruits(Member.id, organization_id))
    return found.correlate_except(Member, Membership, MemberRole)


def _author_recruits_there() -> ColumnElement[bool]:
    employer = Opening.organization_id
    return exists().where(
        Member.id == Opening.owner_id, *_works_for(employer), _recruits(Opening.owner_id, employer)
    )


def _recruits(person: Any, organization_id: Any) -> ColumnElement[bool]:
    anywhere = MemberRole.organization_id.is_(None)
    there = or_(anywhere, MemberRole.organization_id == organization_id)
    recruiter = and_(MemberRole.role == Role.RECRUITER, there)
    return and_(MemberRole.member_id == person, or_(MemberRole.role == Role.ANIMATOR, recruiter))


def _owner_is_there() -> ColumnElement[bool]:
    return exists().where(
        OpeningMember.opening_id == Opening.id,
        OpeningMember.role == DeskRole.OWNER,
        Member.id == OpeningMember.member_id,
        *_works_for(Opening.organization_id),
    )


def _works_for(organization_id: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        Member.closed_at.is_(None),
        Membership.member_id == Member.id,
        Membership.organization_id == organization_id,
        Membership.state == MembershipState.ADMITTED,
    )


def _named(member: Member, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        OpeningMember.opening_id == Opening.id, OpeningMember.member_id == member.id, *where
    )


def named_on_teams(member: Member) -> Select[int]:
    """Where they were named at the desk of an opening."""
    return select(OpeningMember.id).where(OpeningMember.member_id == member.id)


def is_on_a_team(member: Member) -> bool:
    """Whether anybody named them at the desk of an opening."""
    return db.session.scalar(named_on_teams(member).limit(1)) is not None


def colleagues_in(organization_id: int) -> Select[Member]:
    """Who works for an employer, by name."""
    return (
        select(Member)
        .join(Membership, Membership.member_id == Member.id)
        .where(
            Membership.organization_id == organization_id,
            Membership.state == MembershipState.ADMITTED,
            Member.closed_at.is_(None),
        )
        .options(selectinload(Member.memberships), selectinload(Member.roles))
        .order_by(Member.folded, Member.id)
    )


def applicants_among(people: Iterable[Member], opening_id: int) -> set[int]:
    """Who of them ever sent an application there: they read nothing of the others."""
    asked = {"opening": opening_id, "people": [each.id for each in people]}
    return {found for found in db.session.scalars(_applicants_among(), asked) if found}


@cache
def _applicants_among() -> Select[int | None]:
    return select(JobApplication.applicant_id).where(
        JobApplication.opening_id == bindparam("opening"),
        JobApplication.submitted_at.is_not(None),
        JobApplication.applicant_id.in_(bindparam("people", expanding=True)),
    )


def read_team_of(opening: Opening) -> None:
    """Whom its owners named, where that was not read yet."""
    if "team" in inspect(opening).unloaded:
        named = db.session.scalars(_team(), {"opening": opening.id}).all()
        set_committed_value(opening, "team", named)


@cache
def _team() -> Select[OpeningMember]:
    """Built once, as what follows: each application is told to them under the lock."""
    of_opening = OpeningMember.opening_id == bindparam("opening")
    return select(OpeningMember).where(of_opening).order_by(OpeningMember.id)


def read_roles_of(people: Iterable[Member]) -> None:
    """Where they work and what they may do there, in one statement: not person by person."""
    unread = {each.id for each in people if inspect(each).unloaded & {"memberships", "roles"}}
    if unread:
        db.session.scalars(_with_roles(), {"people": sorted(unread)}).unique().all()


@cache
def _with_roles() -> Select[Member]:
    return (
        select(Member)
        .where(Member.id.in_(bindparam("people", expanding=True)))
        .options(joinedload(Member.memberships), joinedload(Member.roles))
    )
