"""How whoever signs in is found: by an address, a link, the token of a cookie."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import contains_eager, joinedload

from intranet.kit.db import Model, UtcDateTime, db
from intranet.members.models import (
    Arrival,
    HalfSignIn,
    Member,
    Membership,
    ProviderSession,
    Purpose,
    SignIn,
    SingleUseLink,
)


def hashed(token: str) -> str:
    """What is kept of a token: enough to recognise it, not to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed_in_by() -> Select[Member]:
    """The member whose open session a token proves, with what every page asks of them.

    Asked with `proof(token, at)`: whoever keeps the statement builds it once.
    """
    return (
        select(Member)
        .join(SignIn, SignIn.member_id == Member.id)
        .where(
            SignIn.token_hash == bindparam("token_hash"),
            *_is_open(bindparam("at", type_=UtcDateTime())),
            Member.closed_at.is_(None),
        )
        .options(
            joinedload(Member.roles),
            joinedload(Member.memberships).joinedload(Membership.organization),
        )
    )


def proof(token: str, at: datetime) -> dict[str, Any]:
    """What `signed_in_by` is asked with."""
    return {"token_hash": hashed(token), "at": at}


def halfway_by(token: str, at: datetime) -> Select[HalfSignIn]:
    """What this token proves of a sign-in that awaits the second factor, with its member."""
    return (
        select(HalfSignIn)
        .join(HalfSignIn.member)
        .where(
            HalfSignIn.token_hash == hashed(token),
            HalfSignIn.ends_at > at,
            Member.closed_at.is_(None),
        )
        .options(contains_eager(HalfSignIn.member))
    )


def closed_by_time(at: datetime) -> dict[type[Model], ColumnElement[bool]]:
    """The sessions and the links that no longer open anything, table by table."""
    lapsed = or_(SignIn.ends_at <= at, SignIn.lapses_at <= at)
    ended = (HalfSignIn, SingleUseLink, Arrival, ProviderSession)
    return {SignIn: lapsed, **{row: row.ends_at <= at for row in ended}}


def count_closed_by_time(at: datetime) -> int:
    return sum(
        db.session.scalar(select(func.count()).select_from(row).where(closed)) or 0
        for row, closed in closed_by_time(at).items()
    )


def of_address(email: str) -> Select[Member]:
    """The open account of an address, and nothing else: it must take as long where there is none."""
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
        .where(SignIn.member_id == member.id, *_is_open(at))
        .order_by(SignIn.started_at.desc())
    )


def _is_open(at: datetime | BindParameter[datetime]) -> tuple[ColumnElement[bool], ...]:
    """Neither too old, nor left unused too long."""
    return SignIn.ends_at > at, SignIn.lapses_at > at
