"""How the second factors of somebody are found."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from intranet.members.models import (
    CodeApp,
    FactorLoss,
    Member,
    Passkey,
    RecoveryCode,
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
