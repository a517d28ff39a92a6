"""How members are found."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from intranet.members.models import Member, Membership, SignIn


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
