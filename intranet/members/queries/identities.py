"""How what an OpenID provider vouches for is found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select

from intranet.members.models import Arrival, Identity, Member
from intranet.members.queries.access import hashed


def identities_of(member: Member) -> Select[Identity]:
    """The identities that open an account, the first linked first."""
    return select(Identity).where(Identity.member_id == member.id).order_by(Identity.id)


def arrival_of(token: str, at: datetime) -> Select[Arrival]:
    """What a provider said, by the cookie of the browser that came from it."""
    return select(Arrival).where(
        Arrival.token_hash == hashed(token), Arrival.ends_at > at, Arrival.letter_hash.is_(None)
    )


def arrival_by_letter(token: str, at: datetime) -> Select[Arrival]:
    """The same, by the link of the letter that proves the address."""
    return select(Arrival).where(Arrival.letter_hash == hashed(token), Arrival.ends_at > at)
