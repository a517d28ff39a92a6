"""How the second factors of somebody are found."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from intranet.members.models import (
    CodeApp,
    FactorLoss,
    Member,
    MemberRole,
    Membership,
    Passkey,
    RecoveryCode,
    folded_name,
)


def has_factor() -> ColumnElement[bool]:
    """Of the member of the statement: a passkey, or an application of codes."""
    return or_(
        exists().where(Passkey.member_id == Member.id).correlate(Member),
        exists().where(CodeApp.member_id == Member.id).correlate(Member),
    )


def is_protected(member_id: int) -> Select[bool]:
    return select(has_factor()).select_from(Member).where(Member.id == member_id)


def passkeys_of(member: Member) -> Select[Passkey]:
    """The oldest first."""
    return select(Passkey).where(Passkey.member_id == member.id).order_by(Passkey.id)


def passkey_called(credential_id: str) -> Select[Passkey]:
    """With its member, and nothing else: signing in asks for the rest."""
    return (
        select(Passkey)
        .where(Passkey.credential_id == credential_id)
        .options(joinedload(Passkey.member))
    )


def code_app_of(member: Member) -> Select[CodeApp]:
    return select(CodeApp).where(CodeApp.member_id == member.id)


def codes_left(member: Member) -> Select[int]:
    """How many recovery codes were not used yet."""
    theirs = RecoveryCode.member_id == member.id, RecoveryCode.used_at.is_(None)
    return select(func.count()).select_from(RecoveryCode).where(*theirs)


def losses_of(member: Member) -> Select[FactorLoss]:
    """When their second factor was taken away, by whom and why; the latest first."""
    return (
        select(FactorLoss)
        .where(FactorLoss.member_id == member.id)
        .options(joinedload(FactorLoss.by))
        .order_by(FactorLoss.id.desc())
    )


def open_account(member_id: int) -> Select[Member]:
    """With where they work and what they may do."""
    return (
        select(Member)
        .where(Member.id == member_id, Member.closed_at.is_(None))
        .options(
            joinedload(Member.roles).joinedload(MemberRole.region),
            joinedload(Member.memberships).joinedload(Membership.organization),
        )
    )


def accounts_called(typed: str) -> Select[Member]:
    """The open accounts whose name has these words, or whose address has these letters; by name."""
    words = folded_name(typed).split()[:6]
    named = and_(true(), *(is_in_name(word) for word in words)) if words else false()
    wanted = or_(named, Member.email.contains(typed.lower(), autoescape=True))
    return (
        select(Member)
        .where(Member.closed_at.is_(None), wanted if typed else true())
        .options(selectinload(Member.memberships).joinedload(Membership.organization))
        .order_by(Member.folded, Member.id)
    )


def is_in_name(word: str) -> ColumnElement[bool]:
    return or_(
        Member.folded.startswith(word, autoescape=True),
        Member.folded.contains(f" {word}", autoescape=True),
    )


def count_of(found: Select[Member]) -> Select[int]:
    """How many a list of accounts has in all."""
    alone = found.order_by(None).with_only_columns(Member.id)
    return select(func.count()).select_from(alone.subquery())
