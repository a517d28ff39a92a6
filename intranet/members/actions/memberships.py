"""Where people work: asking, being admitted (by an animator or by one's address), moving, leaving."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from intranet.kit import journal, letters
from intranet.kit.clock import in_paris
from intranet.kit.conditional import TOGETHER, changed_one
from intranet.kit.db import db, every
from intranet.kit.journal import Kind
from intranet.members import queries
from intranet.members.actions.finding import let_be_found
from intranet.members.models import (
    ROLE_LABELS,
    ROLES_TO_ASK,
    AlreadyThere,
    Member,
    MemberRole,
    Membership,
    MembershipState,
    NotAwaited,
    Role,
)
from intranet.organizations.models import AlreadyClosed, EmailDomain, Organization


def ask_to_join(
    member: Member,
    organization: Organization,
    at: datetime,
    *,
    job_title: str = "",
    roles: Iterable[Role] = (),
) -> Membership:
    """Ask an animator; or be admitted at once where the address is of the organization's domain.

    A former request that still waits is withdrawn. Raises AlreadyThere, and AlreadyClosed where the
    organization closes at that very moment.
    """
    if organization.id == member.organization_id:
        raise AlreadyThere(organization.name)
    held = select(Organization.closed_on).where(Organization.id == organization.id)
    if db.session.scalar(held.with_for_update(of=Organization, **TOGETHER)):
        raise AlreadyClosed(organization.name)
    if member.asked_membership:
        withdraw(member.asked_membership)
    asked = Membership(
        member_id=member.id,
        organization=organization,
        job_title=job_title,
        asked_roles=_values(roles),
        created_at=at,
    )
    db.session.add(asked)
    db.session.flush()
    db.session.expire(member, ["memberships"])
    if is_at_home(member, organization):
        _settle_in(asked, at, decided_by_id=None, roles_asked_at=at if asked.asked_roles else None)
        journal.note(Kind.MEMBERSHIP_ADMITTED, by=member, about=organization, detail="address")
        _tell_member(asked, "admitted_by_address")
    if asked.awaits_decision:
        _tell_animators(asked)
    return asked


def ask_again(member: Member, at: datetime) -> None:
    """Ask an animator for what their address alone had won: until then they work nowhere.

    The roles that they held there are asked for too. What waits already is left to wait.
    """
    works = member.membership
    if works is None:
        return
    organization, title = works.organization, works.job_title
    held = [held.role for held in member.roles if held.organization_id == organization.id]
    leave(works, at)
    db.session.expire(member, ["memberships", "roles"])
    if member.asked_membership is None:
        with suppress(AlreadyClosed):  # nobody is left there to ask
            ask_to_join(member, organization, at, job_title=title, roles=held)


def is_at_home(member: Member, organization: Organization) -> bool:
    """Whether the member's address, which was confirmed, is of a domain of the organization."""
    domain = member.email.rpartition("@")[2]
    of_it = EmailDomain.domain == domain, EmailDomain.organization_id == organization.id
    return db.session.scalar(select(EmailDomain.domain).where(*of_it)) is not None


def admit(membership: Membership, by: Member, at: datetime, *, roles: Collection[Role]) -> None:
    """By an animator, with those of the roles asked that are granted. Raises NotAwaited."""
    _settle_in(membership, at, decided_by_id=by.id, roles_asked_at=None)
    journal.note(
        Kind.MEMBERSHIP_ADMITTED, by=by, concerns=membership.member, about=membership.organization
    )
    grant(membership, roles, by)
    _tell_member(membership, "admitted", granted=_labels_of(roles))


def refuse(membership: Membership, by: Member, at: datetime, *, reason: str) -> None:
    """With the reason, which the person will read. Raises NotAwaited."""
    _move(
        membership,
        MembershipState.ASKED,
        state=MembershipState.REFUSED,
        decided_by_id=by.id,
        decided_at=at,
        reason=reason,
    )
    journal.note(
        Kind.MEMBERSHIP_REFUSED, by=by, concerns=membership.member, about=membership.organization
    )
    _tell_member(membership, "refused")


def withdraw(membership: Membership) -> None:
    """The person no longer asks. Raises NotAwaited."""
    _move(membership, MembershipState.ASKED, state=MembershipState.WITHDRAWN)


def ask_for_roles(membership: Membership, at: datetime, *, roles: Iterable[Role]) -> None:
    """To recruit or to teach for the organization where one works already.

    Raises NotAwaited where another click asked first: animators are told once.
    """
    asked = (
        update(Membership)
        .where(
            Membership.id == membership.id,
            Membership.state == MembershipState.ADMITTED,
            Membership.roles_asked_at.is_(None),
        )
        .values(asked_roles=_values(roles), roles_asked_at=at)
    )
    _only_one(asked, membership)
    _tell_animators(membership)


def decide_on_roles(
    membership: Membership, by: Member, at: datetime, *, roles: Collection[Role], reason: str
) -> None:
    """Grant all, some or none of the roles asked by somebody admitted already. Raises NotAwaited."""
    decided = (
        update(Membership)
        .where(Membership.id == membership.id, Membership.roles_asked_at.is_not(None))
        .values(roles_asked_at=None, decided_by_id=by.id, decided_at=at, reason=reason or None)
    )
    _only_one(decided, membership)
    grant(membership, roles, by)
    refused = [role for role in membership.asked_roles if Role(role) not in roles]
    _tell_member(
        membership,
        "roles_decided",
        granted=_labels_of(roles),
        refused=_labels_of(Role(role) for role in refused),
    )


def leave(membership: Membership, at: datetime) -> None:
    """The person no longer works there, nor speaks for it; it stays in their history. Raises NotAwaited."""
    spoke = membership.is_referent
    _move(
        membership,
        MembershipState.ADMITTED,
        state=MembershipState.ENDED,
        ended_on=in_paris(at).date(),
        roles_asked_at=None,
        is_referent=False,
    )
    if spoke:
        journal.note(
            Kind.ROLE_WITHDRAWN,
            concerns=membership.member,
            about=membership.organization,
            detail="referent",
        )
    _drop_roles(membership)
    let_be_found(membership.member)


def grant(membership: Membership, roles: Collection[Role], by: Member) -> None:
    """Only what was asked, and what an organization can be the place of."""
    asked = {Role(role) for role in membership.asked_roles} & set(ROLES_TO_ASK)
    held = select(MemberRole.role).where(
        MemberRole.member_id == membership.member_id,
        MemberRole.organization_id == membership.organization_id,
    )
    for role in sorted(asked & set(roles) - set(db.session.scalars(held))):
        db.session.add(
            MemberRole(
                member_id=membership.member_id,
                role=role,
                organization_id=membership.organization_id,
                granted_by_id=by.id,
            )
        )
        journal.note(
            Kind.ROLE_GIVEN,
            by=by,
            concerns=membership.member,
            about=membership.organization,
            detail=role,
        )
    let_be_found(membership.member)


def _settle_in(membership: Membership, at: datetime, **decided: Any) -> None:
    """End where the person worked until today, and let them begin here, both or neither."""
    today, person = in_paris(at).date(), membership.member_id
    before = db.session.scalar(
        select(Membership).where(
            Membership.member_id == person, Membership.state == MembershipState.ADMITTED
        )
    )
    if before:
        leave(before, at)
    _move(
        membership,
        MembershipState.ASKED,
        state=MembershipState.ADMITTED,
        started_on=today,
        decided_at=at,
        **decided,
    )
    let_be_found(membership.member)


def _move(membership: Membership, before: MembershipState, **after: Any) -> None:
    """Change the state, if it is still what the reader saw."""
    same = Membership.id == membership.id, Membership.state == before
    _only_one(update(Membership).where(*same).values(**after), membership)


def _only_one(change: Any, membership: Membership) -> None:
    if not changed_one(change):
        raise NotAwaited(membership.id)
    db.session.refresh(membership)


def _drop_roles(membership: Membership) -> None:
    """Recruiting or teaching for an organization ends with working there."""
    theirs = (
        MemberRole.member_id == membership.member_id,
        MemberRole.organization_id == membership.organization_id,
    )
    for role in db.session.scalars(select(MemberRole.role).where(*theirs)).all():
        journal.note(
            Kind.ROLE_WITHDRAWN,
            concerns=membership.member,
            about=membership.organization,
            detail=role,
        )
    db.session.execute(delete(MemberRole).where(*theirs))


def _tell_member(membership: Membership, letter: str, **context: Any) -> None:
    key = f"membership:{membership.id}:{letter}:{membership.decided_at}"
    person = membership.member
    letters.write(
        f"members/{letter}", person.email, key=key, member=person, membership=membership, **context
    )


def _tell_animators(membership: Membership) -> None:
    """Those of the region and of the whole network; without any, whoever runs the site.

    Who asks is not written to, unless nobody else would be.
    """
    since, region = membership.awaited_since, membership.organization.region_code
    another, running = Member.id != membership.member_id, queries.administrators()
    for animator in (
        every(queries.animators_of(region).where(another))
        or every(running.where(another))
        or every(running)
    ):
        letters.write(
            "members/request",
            animator.email,
            key=f"membership:{membership.id}:request:{since}:{animator.id}",
            member=membership.member,
            membership=membership,
        )


def _values(roles: Iterable[Role]) -> list[str]:
    return sorted({role.value for role in roles if role in ROLES_TO_ASK})


def _labels_of(roles: Iterable[Role]) -> list[str]:
    return [ROLE_LABELS[role] for role in sorted(roles)]
