"""How members are found."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from intranet.kit.clock import in_paris, months_before
from intranet.members.models import (
    Member,
    MemberRole,
    Membership,
    MembershipState,
    Purpose,
    Role,
    SignIn,
    SingleUseLink,
    folded_name,
)
from intranet.organizations.models import Organization

LONGEST_TYPED, MOST_WORDS = 120, 6  # of what was typed to find somebody


def hashed(token: str) -> str:
    """What is kept of a token: enough to recognise it, not to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed_in_by(token: str, at: datetime) -> Select[Member]:
    """The member whose open session this token proves, with what every page asks of them."""
    return (
        select(Member)
        .join(SignIn, SignIn.member_id == Member.id)
        .where(SignIn.token_hash == hashed(token), SignIn.ends_at > at, Member.closed_at.is_(None))
        .options(
            joinedload(Member.roles),
            joinedload(Member.memberships).joinedload(Membership.organization),
        )
    )


def of_address(email: str) -> Select[Member]:
    """The open account of an address. Nothing else is loaded: it must take as long as none."""
    return select(Member).where(Member.email == email.lower(), Member.closed_at.is_(None))


def usable_link(token: str, purpose: Purpose, at: datetime) -> Select[SingleUseLink]:
    """The link behind a token, while it can still be used."""
    return (
        select(SingleUseLink)
        .where(
            SingleUseLink.token_hash == hashed(token),
            SingleUseLink.purpose == purpose,
            SingleUseLink.used_at.is_(None),
            SingleUseLink.ends_at > at,
        )
        .options(joinedload(SingleUseLink.member))
    )


def open_sessions_of(member: Member, at: datetime) -> Select[SignIn]:
    """The browsers signed in, the latest first."""
    return (
        select(SignIn)
        .where(SignIn.member_id == member.id, SignIn.ends_at > at)
        .order_by(SignIn.started_at.desc())
    )


def admitted() -> Select[Member]:
    """Who works for an organization of the network, with it, by name."""
    return (
        select(Member)
        .join(Membership, and_(Membership.member_id == Member.id, _is_current()))
        .join(Organization, Organization.id == Membership.organization_id)
        .where(Member.confirmed_at.is_not(None), Member.closed_at.is_(None))
        .options(joinedload(Member.memberships).joinedload(Membership.organization))
        .order_by(Member.folded, Member.id)
    )


def suggested(typed: str | None, but: Member, limit: int = 10) -> Select[Member] | None:
    """Whom the letters may name, colleagues first: each word begins one of their name or organization.

    None until two letters are there: everybody would answer.
    """
    words = folded_name((typed or "")[:LONGEST_TYPED]).split()[:MOST_WORDS]
    if len("".join(words)) < 2:
        return None
    elsewhere = Membership.organization_id != (but.organization_id or 0)
    return (
        admitted()
        .where(Member.id != but.id, *(is_named(word) for word in words))
        .order_by(None)
        .order_by(elsewhere, Member.folded, Member.id)
        .limit(limit)
    )


def is_named(word: str) -> ColumnElement[bool]:
    """A word of their name, or of that of where they work, begins so."""
    return or_(
        *(
            or_(name.startswith(word, autoescape=True), name.contains(f" {word}", autoescape=True))
            for name in (Member.folded, Organization.folded)
        )
    )


def _is_current() -> ColumnElement[bool]:
    return Membership.state == MembershipState.ADMITTED


def people_of(organization_id: int) -> Select[Membership]:
    """Who works for an organization, by name, with the roles they hold."""
    return (
        select(Membership)
        .join(Membership.member)
        .where(*_works_for(organization_id))
        .options(contains_eager(Membership.member).joinedload(Member.roles))
        .order_by(Member.name, Member.id)
    )


def count_of_people(organization_id: int) -> Select[int]:
    """How many of them, for those who may not read their names."""
    return (
        select(func.count())
        .select_from(Membership)
        .join(Membership.member)
        .where(*_works_for(organization_id))
    )


def _works_for(organization_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Membership.organization_id == organization_id,
        Membership.state == MembershipState.ADMITTED,
        Member.confirmed_at.is_not(None),
        Member.closed_at.is_(None),
    )


def animators_of(region_code: str | None) -> Select[Member]:
    """Who looks after a region: its own animators and the national ones; None: national only."""
    regional = MemberRole.region_code == region_code if region_code else false()
    looks_after = select(MemberRole.member_id).where(
        MemberRole.role == Role.ANIMATOR, or_(MemberRole.region_code.is_(None), regional)
    )
    return (
        select(Member)
        .where(Member.id.in_(looks_after), Member.closed_at.is_(None))
        .order_by(Member.id)
    )


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


def awaiting(reader: Member) -> Select[Membership]:
    """The requests that wait for this animator, the oldest first: admissions, and roles."""
    roles_only = and_(
        Membership.state == MembershipState.ADMITTED, Membership.roles_asked_at.is_not(None)
    )
    since = func.coalesce(Membership.roles_asked_at, Membership.created_at)
    return (
        requests_seen_by(reader)
        .where(or_(Membership.state == MembershipState.ASKED, roles_only))
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
        .order_by(Membership.decided_at.desc(), Membership.id.desc())
        .limit(limit)
    )


def counted_for(region_code: str, employer_id: int) -> ColumnElement[bool]:
    """Who agreed to be counted, works in a region, and does not hide from the employer who asks.

    Demonstration accounts count nobody.
    """
    there = exists().where(
        Membership.member_id == Member.id,
        Membership.state == MembershipState.ADMITTED,
        Membership.organization_id == Organization.id,
        Organization.region_code == region_code,
    )
    return and_(
        Member.is_counted,
        ~Member.is_demo,
        Member.confirmed_at.is_not(None),
        Member.closed_at.is_(None),
        there,
        not_hidden_from(employer_id),
    )


def not_hidden_from(employer_id: int) -> ColumnElement[bool]:
    """« Me cacher de ma propre structure »: the rule of every page where who recruits sees people."""
    works_there = exists().where(
        Membership.member_id == Member.id,
        Membership.state == MembershipState.ADMITTED,
        Membership.organization_id == employer_id,
    )
    return or_(~Member.hides_from_own, ~works_there)


def idle_since(at: datetime, months: int) -> Select[Member]:
    """Accounts that nobody has used for so many months, not warned yet; not those of the demonstration."""
    return (
        select(Member)
        .where(
            Member.closed_at.is_(None),
            Member.is_demo.is_(False),
            Member.warned_at.is_(None),
            Member.last_seen_on <= in_paris(months_before(at, months)).date(),
        )
        .order_by(Member.id)
    )


def warned_before(at: datetime) -> Select[Member]:
    """Accounts whose owner was warned by then, and has not come back."""
    return (
        select(Member).where(Member.closed_at.is_(None), Member.warned_at <= at).order_by(Member.id)
    )
