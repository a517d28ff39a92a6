"""Whom an OpenID provider vouches for: the accounts they are, and those who have just come."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Model

if TYPE_CHECKING:
    from intranet.members.models.people import Member


class AlreadyLinked(Exception):
    """An identity is that of one account only."""


class OnlyWayIn(Exception):
    """Without this identity, nothing would open the account any more."""


class ArrivalIsOver(Exception):
    """What the provider said was used already, or too long ago."""


class Identity(Model):
    """Somebody as a provider knows them, and the account they are here.

    The key is the subject at its issuer, never the address: an address changes hands.
    """

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    email: Mapped[str] = mapped_column(default="")  # as the provider said it when it was linked
    linked_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship()


class Arrival(Model):
    """What a provider said of somebody it vouches for and we do not know yet, until they decide.

    The cookie holds a token, this row only its hash. It is forgotten within the hour; in three days
    where a letter must first prove the address.
    """

    __tablename__ = "arrival"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    name: Mapped[str]
    email: Mapped[str]
    is_verified: Mapped[bool]  # the provider says the address is theirs
    id_token: Mapped[str] = mapped_column(Text)
    letter_hash: Mapped[str | None] = mapped_column(String(64), unique=True)  # of the link sent
    ends_at: Mapped[datetime] = mapped_column(index=True)

    def is_of_same(self, other: Arrival) -> bool:
        """Whether the provider vouched for the same person, whatever it said of them."""
        return (self.issuer, self.subject) == (other.issuer, other.subject)


class ProviderSession(Model):
    """A browser that came by the provider: what its session there is ended with, on signing out."""

    __tablename__ = "provider_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    id_token: Mapped[str] = mapped_column(Text)
    ends_at: Mapped[datetime] = mapped_column(index=True)
