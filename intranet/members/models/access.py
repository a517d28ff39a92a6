"""What lets somebody in: sessions of browsers, and links that work once."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Model

if TYPE_CHECKING:
    from intranet.members.models.people import Member


class LinkIsSpent(Exception):
    """A single-use link was used, is too old, or never was one."""


class SignIn(Model):
    """An open session of a browser: the cookie holds a token, this row only its hash."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    browser: Mapped[str] = mapped_column(default="")
    seen_at: Mapped[datetime]  # roughly: written now and then only
    lapses_at: Mapped[datetime]  # for want of use
    is_strong: Mapped[bool] = mapped_column(default=False)  # a provider saw two factors
    proven_at: Mapped[datetime]  # when the password or a passkey was last given in it

    member: Mapped[Member] = relationship()

    @property
    def name(self) -> str:
        """What an address calls it by: it says nothing of the token."""
        return self.token_hash[:16]

    @property
    def device(self) -> str:
        """`Firefox sur Windows`, as far as the browser says."""
        name = next((name for sign, name in _BROWSERS if sign in self.browser), "Navigateur")
        system = next((name for sign, name in _SYSTEMS if sign in self.browser), "")
        return f"{name} sur {system}" if system else name


# In this order: each pretends to be those that come after it.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"),
    ("CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


class HalfSignIn(Model):
    """A browser that gave the right password and must still give the second factor: it opens nothing."""

    __tablename__ = "half_sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)

    member: Mapped[Member] = relationship()


class Purpose(StrEnum):
    """What a single-use link does."""

    CONFIRM = "confirm"
    RESET = "reset"
    ADDRESS = "address"  # the account takes the address it was sent to
    NOTHING = "nothing"  # written where there is no account, so that it takes as long


class SingleUseLink(Model):
    """A link sent by letter that works once and not for ever; only its hash is kept.

    An account begins when its address is confirmed: until then what was typed to sign up waits
    here, so that nobody can prepare the account of somebody else's address.
    """

    __tablename__ = "single_use_link"
    __table_args__ = (
        CheckConstraint("purpose != 'reset' OR member_id IS NOT NULL", name="resets_a_member"),
        CheckConstraint(
            "purpose != 'confirm' OR "
            "(email IS NOT NULL AND name IS NOT NULL AND password_hash IS NOT NULL)",
            name="confirms_a_sign_up",
        ),
    )

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    purpose: Mapped[Purpose]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    email: Mapped[str | None]
    name: Mapped[str | None]
    password_hash: Mapped[str | None]

    member: Mapped[Member | None] = relationship()
