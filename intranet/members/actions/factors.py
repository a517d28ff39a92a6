"""Second factors: adding, proving and removing them; each change is told by a letter.

Whatever changes what proves that it is them closes their other sessions (ASVS 7.4.3).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Update, delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from intranet.kit import journal, letters, sealing
from intranet.kit.conditional import changed_one, hold_row
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members import codes, queries
from intranet.members.actions.sessions import close_other_sessions
from intranet.members.models import (
    CodeApp,
    FactorIsThere,
    FactorLoss,
    FactorRefused,
    Member,
    Passkey,
    RecoveryCode,
    TooManyPasskeys,
)
from intranet.members.passkeys import Registered

FACTORS = (Passkey, CodeApp, RecoveryCode)
MOST_PASSKEYS = 10


def seal_secret(member: Member, secret: str) -> str:
    """Nobody reads it in the database, nor moves it to another account."""
    return sealing.seal(_purpose(member.id), secret.encode())


def unseal_secret(member_id: int, sealed: str) -> str:
    """Raises FactorRefused when it was sealed for somebody else, or under a key that is lost."""
    try:
        return sealing.unseal(_purpose(member_id), sealed).decode()
    except (sealing.CannotUnseal, ValueError):
        raise FactorRefused("sealed") from None


def add_code_app(member: Member, sealed: str, typed: str, at: datetime, *, token: str) -> list[str]:
    """The application shows its first code; the recovery codes made with a first factor are answered.

    Raises FactorRefused, FactorIsThere.
    """
    step = codes.step_of(unseal_secret(member.id, sealed), typed, at)
    if step is None:
        raise FactorRefused("code")
    hold_row(Member, member.id)
    added = CodeApp(member_id=member.id, sealed_secret=sealed, last_step=step, added_at=at)
    _add(added)
    return _told_as_added(member, "une application de codes", at, token)


def add_passkey(
    member: Member, found: Registered, name: str, at: datetime, *, token: str
) -> list[str]:
    """The recovery codes made with a first factor are answered. Raises FactorIsThere, TooManyPasskeys."""
    hold_row(Member, member.id)
    if len(db.session.scalars(queries.passkeys_of(member)).all()) >= MOST_PASSKEYS:
        raise TooManyPasskeys
    _add(
        Passkey(
            member_id=member.id,
            name=name,
            credential_id=found.credential_id,
            public_key=found.public_key,
            sign_count=found.sign_count,
            transports=found.transports,
            added_at=at,
        )
    )
    return _told_as_added(member, f"la clé d’accès « {name} »", at, token)


def renew_codes(member: Member, at: datetime) -> list[str]:
    """Ten new recovery codes, shown this once; those before work no more."""
    hold_row(Member, member.id)
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.member_id == member.id))
    made = codes.new_recovery_codes()
    db.session.add_all(
        RecoveryCode(code_hash=_kept(code), member_id=member.id, made_at=at) for code in made
    )
    return made


def tell_of_new_codes(member: Member, at: datetime) -> None:
    journal.note(Kind.RECOVERY_CODES_RENEWED, by=member)
    _tell(member, "codes_renewed", at)


def spend_code(member: Member, typed: str, at: datetime) -> None:
    """A code of the application, or a recovery code: each opens once. Raises FactorRefused."""
    if codes.is_of_application(typed):
        _spend_application_code(member.id, typed, at)
    else:
        _spend_recovery_code(member, typed, at)


def note_passkey_use(passkey: Passkey, count: int, asked: datetime, at: datetime) -> None:
    """A challenge is answered once, even twice at the same instant. Raises FactorRefused."""
    _only_one(
        update(Passkey)
        .where(
            Passkey.id == passkey.id,
            Passkey.sign_count == passkey.sign_count,
            or_(Passkey.asked_at.is_(None), Passkey.asked_at < asked),
        )
        .values(sign_count=count, asked_at=asked, used_at=at)
    )


def remove_passkey(member: Member, passkey: Passkey, at: datetime, *, token: str) -> None:
    """Removed by another click of theirs, it is told once."""
    what = f"la clé d’accès « {passkey.name} »"
    hold_row(Member, member.id)
    if changed_one(delete(Passkey).where(Passkey.id == passkey.id)):
        _told_as_removed(member, what, at, token)


def remove_code_app(member: Member, at: datetime, *, token: str) -> None:
    """Removed by another click of theirs, it is told once."""
    hold_row(Member, member.id)
    if changed_one(delete(CodeApp).where(CodeApp.member_id == member.id)):
        _told_as_removed(member, "l’application de codes", at, token)


def take_factors_away(member: Member, by: Member | None, reason: str, at: datetime) -> bool:
    """They lost it: their password alone lets them in again. Every session of theirs is closed.

    False where none is left, and nothing is told: another click took it away, or they did.
    """
    hold_row(Member, member.id)
    if not db.session.scalar(queries.is_protected(member.id)):
        return False
    journal.note(Kind.FACTOR_TAKEN_AWAY, by=by, concerns=member)
    _forget(member, FACTORS)
    close_other_sessions(member)
    db.session.add(
        FactorLoss(member_id=member.id, by_id=by.id if by else None, happened_at=at, reason=reason)
    )
    _tell(member, "factor_taken_away", at, by=by, reason=reason)
    return True


def _spend_application_code(member_id: int, typed: str, at: datetime) -> None:
    app = db.session.get(CodeApp, member_id)
    step = codes.step_of(unseal_secret(member_id, app.sealed_secret), typed, at) if app else None
    if step is None:
        raise FactorRefused("code")
    _only_one(
        update(CodeApp)
        .where(CodeApp.member_id == member_id, CodeApp.last_step < step)
        .values(last_step=step, used_at=at)
    )


def _spend_recovery_code(member: Member, typed: str, at: datetime) -> None:
    _only_one(
        update(RecoveryCode)
        .where(
            RecoveryCode.code_hash == _kept(typed),
            RecoveryCode.member_id == member.id,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=at)
    )
    journal.note(Kind.RECOVERY_CODE_USED, by=member)
    _tell(member, "recovery_code_used", at, left=db.session.scalar(queries.codes_left(member)))


def _only_one(change: Update) -> None:
    if not changed_one(change):
        raise FactorRefused("spent")


def _add(factor: Passkey | CodeApp) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(factor)
    except IntegrityError:
        raise FactorIsThere from None


def _told_as_added(member: Member, what: str, at: datetime, token: str) -> list[str]:
    close_other_sessions(member, but_token=token)
    journal.note(Kind.FACTOR_ADDED, by=member)
    _tell(member, "factor_added", at, what=what)
    has_codes = db.session.scalar(
        select(RecoveryCode.code_hash).where(RecoveryCode.member_id == member.id).limit(1)
    )
    return [] if has_codes else renew_codes(member, at)


def _told_as_removed(member: Member, what: str, at: datetime, token: str) -> None:
    """Recovery codes recover nothing once no factor is left."""
    is_left = bool(db.session.scalar(queries.is_protected(member.id)))
    if not is_left:
        _forget(member, (RecoveryCode,))
    close_other_sessions(member, but_token=token)
    journal.note(Kind.FACTOR_REMOVED, by=member)
    _tell(member, "factor_removed", at, what=what, is_left=is_left)


def _forget(member: Member, rows: Collection[type[Passkey | CodeApp | RecoveryCode]]) -> None:
    for row in rows:
        db.session.execute(delete(row).where(row.member_id == member.id))


def _tell(member: Member, letter: str, at: datetime, **context: Any) -> None:
    key = f"{letter}:{member.id}:{at.isoformat()}"
    letters.write(f"members/{letter}", member.email, key=key, member=member, at=at, **context)


def _kept(code: str) -> str:
    return hashlib.sha256(codes.as_kept(code).encode()).hexdigest()


def _purpose(member_id: int) -> str:
    return f"code-app:{member_id}"
