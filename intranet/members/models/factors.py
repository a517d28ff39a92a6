"""What proves, beside the password, that it is them: passkeys, an application of codes, recovery codes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Model

if TYPE_CHECKING:
    from intranet.members.models.people import Member


class FactorRefused(Exception):
    """The code is wrong or was used already; the passkey did not prove what was asked."""


class FactorIsThere(Exception):
    """They have it already: the same passkey, or an application of codes."""


class TooManyPasskeys(Exception):
    """Nobody needs more of them."""


class Passkey(Model):
    """A key that a telephone, a computer or a token keeps; we know only its public half (WebAuthn)."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    name: Mapped[str]
    credential_id: Mapped[str] = mapped_column(String(1_400), unique=True)  # base64url
    public_key: Mapped[str]  # COSE, base64url
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str]] = mapped_column(default=list)
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    # When the last challenge it answered was asked: an older one is never answered again.
    asked_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship()


class CodeApp(Model):
    """An application that shows a new code every thirty seconds (TOTP, RFC 6238)."""

    __tablename__ = "code_app"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    sealed_secret: Mapped[str]
    last_step: Mapped[int]  # of the last code taken: it and those before it are spent
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Model):
    """One of ten codes kept on paper for the day the telephone is lost; each works once."""

    __tablename__ = "recovery_code"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class FactorLoss(Model):
    """An administrator took away the second factor of somebody who lost it: who, when and why."""

    __tablename__ = "factor_loss"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))  # None: from a terminal
    happened_at: Mapped[datetime]
    reason: Mapped[str]

    by: Mapped[Member | None] = relationship(foreign_keys=[by_id])
