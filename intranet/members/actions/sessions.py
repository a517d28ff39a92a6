"""Sessions: each browser signed in has a row, so that any of them can be closed at once."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from intranet.kit.clock import in_paris
from intranet.kit.conditional import changed_one, touched
from intranet.kit.db import db
from intranet.members.models import (
    Arrival,
    HalfSignIn,
    Member,
    ProviderSession,
    RecoveryCode,
    SignIn,
    SingleUseLink,
)
from intranet.members.policy import lifetime_of
from intranet.members.queries import hashed

MOST_AT_ONCE = 10
HALFWAY_LASTS = timedelta(minutes=10)
SEEN_AGAIN_AFTER = timedelta(minutes=5)


def open_session(
    member: Member,
    at: datetime,
    *,
    browser: str,
    is_required: bool = False,
    is_strong: bool = False,
    proven_at: datetime | None = None,
) -> str:
    """Remember that this browser is signed in; the token returned goes into its cookie.

    `is_required`: whether this site requires a second factor of whoever has a role to guard;
    `is_strong`: a provider saw two, in this session; `proven_at`: when they proved who they are,
    where that is not now.
    """
    here = update(Member).where(Member.id == member.id)  # all of it: they may be warned meanwhile
    db.session.execute(here.values(last_seen_on=in_paris(at).date(), warned_at=None, warnings=0))
    token, lasts = secrets.token_urlsafe(24), lifetime_of(member, is_required=is_required)
    if not member.is_demo:  # which many people use at once
        _make_room(member)
    db.session.add(
        SignIn(
            token_hash=hashed(token),
            member_id=member.id,
            started_at=at,
            seen_at=at,
            is_strong=is_strong,
            proven_at=proven_at or at,
            lapses_at=at + lasts.unused,
            ends_at=at + lasts.whole,
            browser=browser[:200],
        )
    )
    return token


def _make_room(member: Member) -> None:
    """The oldest of too many sessions are closed."""
    theirs = SignIn.member_id == member.id
    latest = select(SignIn.token_hash).where(theirs).order_by(SignIn.started_at.desc())
    kept = latest.limit(MOST_AT_ONCE - 1)
    db.session.execute(delete(SignIn).where(theirs, SignIn.token_hash.not_in(kept)))


def see_again(token: str, member: Member, at: datetime, *, is_required: bool) -> None:
    """What is noted now and then of a session in use, so that it does not lapse."""
    lasts = lifetime_of(member, is_required=is_required)
    db.session.execute(
        update(SignIn)
        .where(SignIn.token_hash == hashed(token))
        .values(seen_at=at, lapses_at=at + lasts.unused)
        .execution_options(synchronize_session=False)
    )


def note_proof(token: str, at: datetime) -> None:
    """They just gave their password again in this session."""
    db.session.execute(
        update(SignIn).where(SignIn.token_hash == hashed(token)).values(proven_at=at)
    )


def close_session(token: str) -> None:
    """From now on its cookie opens nothing."""
    db.session.execute(delete(SignIn).where(SignIn.token_hash == hashed(token)))


def close_session_named(member: Member, name: str) -> bool:
    """One of the member's own, by the name its row has in an address; False if it is none of theirs."""
    closed = db.session.execute(
        delete(SignIn).where(
            SignIn.member_id == member.id, SignIn.token_hash.startswith(name, autoescape=True)
        )
    )
    return touched(closed) > 0


def close_other_sessions(member: Member, but_token: str | None = None) -> None:
    """Sign out every other browser; every browser at all where no token is kept."""
    theirs = delete(SignIn).where(SignIn.member_id == member.id)
    if but_token:
        theirs = theirs.where(SignIn.token_hash != hashed(but_token))
    db.session.execute(theirs)
    db.session.execute(delete(HalfSignIn).where(HalfSignIn.member_id == member.id))


def shut_every_door(at: datetime) -> None:
    """After a backup came back: what was closed or spent since it was taken would open again.

    Everybody signs in anew, asks for another letter, and makes other recovery codes: their pages say so.
    """
    for open_still in (SignIn, HalfSignIn, ProviderSession, Arrival):
        db.session.execute(delete(open_still))
    for once in (SingleUseLink, RecoveryCode):
        db.session.execute(update(once).where(once.used_at.is_(None)).values(used_at=at))


def begin_halfway(member: Member, at: datetime) -> str:
    """The password was right: remember it while the second factor is awaited."""
    token = secrets.token_urlsafe(24)
    db.session.add(
        HalfSignIn(token_hash=hashed(token), member_id=member.id, ends_at=at + HALFWAY_LASTS)
    )
    return token


def end_halfway(token: str) -> bool:
    """It leads to one session at most; False if it led to one already."""
    return changed_one(delete(HalfSignIn).where(HalfSignIn.token_hash == hashed(token)))
