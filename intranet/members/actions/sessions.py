"""Sessions: each browser signed in has a row, so that any of them can be closed at once."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete

from intranet.kit.clock import in_paris
from intranet.kit.db import db
from intranet.members.models import Member, SignIn
from intranet.members.queries import hashed

SESSION_LASTS = timedelta(days=14)


def open_session(member: Member, at: datetime, *, browser: str) -> str:
    """Remember that this browser is signed in; the token returned goes into its cookie."""
    member.last_seen_on, member.warned_at = in_paris(at).date(), None
    token = secrets.token_urlsafe(24)
    db.session.add(
        SignIn(
            token_hash=hashed(token),
            member_id=member.id,
            started_at=at,
            ends_at=at + SESSION_LASTS,
            browser=browser[:200],
        )
    )
    return token


def close_session(token: str) -> None:
    """From now on its cookie opens nothing."""
    db.session.execute(delete(SignIn).where(SignIn.token_hash == hashed(token)))


def close_other_sessions(member: Member, but_token: str | None = None) -> None:
    """Sign out every other browser; every browser at all where no token is kept."""
    theirs = delete(SignIn).where(SignIn.member_id == member.id)
    if but_token:
        theirs = theirs.where(SignIn.token_hash != hashed(but_token))
    db.session.execute(theirs)
