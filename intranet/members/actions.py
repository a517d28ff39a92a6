"""What happens to members: signing in and out, joining, being admitted, leaving."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from intranet.kit.db import db
from intranet.members.models import Member, SignIn
from intranet.members.queries import hashed

SESSION_LASTS = timedelta(days=14)


def open_session(member: Member, at: datetime, *, browser: str) -> str:
    """Remember that this browser is signed in; the token returned goes into its cookie."""
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
