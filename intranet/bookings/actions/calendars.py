"""The secret address of one’s calendar: given once, renewed, taken back."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import or_, update

from intranet.bookings.models import CalendarAddress
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.members.queries import hashed

NOTED_EVERY = timedelta(days=1)


def renew_calendar(member: Member, at: datetime) -> str:
    """A new address; the one before opens nothing any more. Its word is told once, only its digest kept."""
    revoke_calendar(member, at)
    word = secrets.token_urlsafe(32)
    db.session.add(CalendarAddress(member_id=member.id, digest=hashed(word)))
    db.session.flush()
    return word


def revoke_calendar(member: Member, at: datetime) -> None:
    """From now on it opens nothing."""
    in_force = CalendarAddress.member_id == member.id, CalendarAddress.revoked_at.is_(None)
    db.session.execute(update(CalendarAddress).where(*in_force).values(revoked_at=at))


def note_calendar_read(address_id: int, at: datetime) -> None:
    """That a calendar came for it: once a day."""
    since = or_(
        CalendarAddress.last_read_at.is_(None), CalendarAddress.last_read_at < at - NOTED_EVERY
    )
    noted = update(CalendarAddress).where(CalendarAddress.id == address_id, since)
    db.session.execute(noted.values(last_read_at=at))
