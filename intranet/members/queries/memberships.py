"""How it is found where people work, and what they ask for."""

from __future__ import annotations

from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    false,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import contains_eager, joinedload

from intranet.kit.db import db
from intranet.members.models import (
    Member,
    MemberRole,
    Membership,
    MembershipState,
    Role,
)
from intranet.organizations.models import Organization


def people_of(organization_id: int) -> Select[Membership]:
    """Who works for an organization, by name, with the roles they hold."""
    return (
        select(Membership)
        .join(Membership.member)
        .where(_works_for(organization_id))
        .options(contains_eager(Membership.member).joinedload(Member.roles))
        .order_by(Member.folded, Member.id)
    )


def names_of_people(organization_id: int, limit: int) -> list[tuple[int, str]]:
    """The number and the name of each, where no more is shown."""
    asked = {"organization": organization_id, "most": limit}
    return [(number, name) for number, name in db.session.execute(_names(), asked)]


@cache
def _names() -> Select[int, str]:
    """Built once: whoever asks for a seat asks it while everybody else waits."""
    return (
        select(Member.id, Member.name)
        .join(Membership, Membership.member_id == Member.id)
        .where(_works_for(bindparam("organization")))
        .order_by(Member.folded, Member.id)
        .limit(bindparam("most", type_=Integer))
    )


def count_of_people(organization_id: int) -> Select[int]:
    """How many of them, for those who may not read their names."""
    return (
        select(func.count())
        .select_from(Membership)
        .join(Membership.member)
        .where(_works_for(organization_id))
    )


def _works_for(organization_id: int | BindParameter[int]) -> ColumnElement[bool]:
    return and_(
        Membership.organization_id == organization_id,
        Membership.state == MembershipState.ADMITTED,
        Member.is_active,
    )


def is_at_work() -> ColumnElement[bool]:
    """Of a member: an organization of the network admits them now. Nobody animates without one."""
    admitted = select(Membership.member_id).where(Membership.state == MembershipState.ADMITTED)
    return Member.id.in_(admitted)


def animators_of(region_code: str | None) -> Select[Member]:
    """Who looks after a region: its own animators and the national ones; None: national only."""
    regional = MemberRole.region_code == region_code if region_code else false()
    looks_after = select(MemberRole.member_id).where(
        MemberRole.role == Role.ANIMATOR, or_(MemberRole.region_code.is_(None), regional)
    )
    return (
        select(Member)
        .where(Member.id.in_(looks_after), is_at_work(), Member.closed_at.is_(None))
        .order_by(Member.id)
    )


def administrators() -> Select[Member]:
    """Who runs the site, and answers where nobody animates."""
    running = select(MemberRole.member_id).where(MemberRole.role == Role.ADMINISTRATOR)
    open_ones = Member.id.in_(running), Member.closed_at.is_(None)
    return select(Member).where(*open_ones).order_by(Member.id)


def memberships_of(member: Member) -> Select[Membership]:
    """The whole history of where somebody works and worked, the latest first."""
    return (
        select(Membership)
        .where(Membership.member_id == member.id)
        .options(joinedload(Membership.organization), joinedload(Membership.decided_by))
        .order_by(Membership.id.desc())
    )


def requests_seen_by(reader: Member) -> Select[Membership]:
    """The attachments that this reader may decide on: of their regions, or all of them."""
    regions = reader.animated_regions if reader.is_animator else set()
    everything = reader.is_administrator or regions is None
    theirs = true() if everything else Organization.region_code.in_(sorted(regions or ()))
    return (
        select(Membership)
        .join(Membership.organization)
        .where(theirs)
        .options(
            contains_eager(Membership.organization),
            joinedload(Membership.member).selectinload(Member.memberships),
            joinedload(Membership.decided_by),
        )
    )


def others_decide(reader: Member, organization_id: int) -> Select[bool]:
    """Whether somebody else than this reader answers those who ask to join it."""
    there = Organization.id == organization_id
    return select(_others_decide(reader)).select_from(Organization).where(there)


def _others_decide(reader: Member) -> ColumnElement[bool]:
    """Of an organization: somebody else than this reader looks after its region, or runs the site."""
    looks_after = or_(
        MemberRole.region_code.is_(None), MemberRole.region_code == Organization.region_code
    )
    return (
        select(MemberRole.id)
        .join(Member, Member.id == MemberRole.member_id)
        .where(
            Member.id != reader.id,
            Member.closed_at.is_(None),
            or_(
                MemberRole.role == Role.ADMINISTRATOR,
                and_(MemberRole.role == Role.ANIMATOR, looks_after, is_at_work()),
            ),
        )
        .correlate(Organization)
        .exists()
    )


def awaiting(reader: Member) -> Select[Membership]:
    """The requests that wait for this animator, the oldest first: admissions, and roles.

    Not their own, where somebody else decides it.
    """
    roles_only = and_(
        Membership.state == MembershipState.ADMITTED, Membership.roles_asked_at.is_not(None)
    )
    since = func.coalesce(Membership.roles_asked_at, Membership.created_at)
    return (
        requests_seen_by(reader)
        .where(
            or_(Membership.state == MembershipState.ASKED, roles_only),
            or_(Membership.member_id != reader.id, not_(_others_decide(reader))),
        )
        .order_by(since, Membership.id)
    )


def count_awaiting(reader: Member) -> Select[int]:
    """How many requests wait for this animator: for « À faire » and the queues."""
    return select(func.count()).select_from(
        awaiting(reader).order_by(None).with_only_columns(Membership.id).subquery()
    )


def lately_decided(reader: Member, limit: int = 10) -> Select[Membership]:
    """What was last decided, and by whom."""
    return (
        requests_seen_by(reader)
        .where(
            Membership.decided_at.is_not(None),
            Membership.roles_asked_at.is_(None),
            Membership.state.in_([MembershipState.ADMITTED, MembershipState.REFUSED]),
        )
        .options(joinedload(Membership.member).joinedload(Member.roles))
        .order_by(Membership.decided_at.desc(), Membership.id.desc())
        .limit(limit)
    )
