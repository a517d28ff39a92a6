"""Another address for an account: people of the network change employers, and lose their mailbox.

The old address is told nothing: it may be read by an employer that was left.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from intranet.kit import journal, letters, register
from intranet.kit.conditional import hold_row
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members.actions.sessions import close_other_sessions
from intranet.members.models import AddressIsTaken, Member, SingleUseLink


def change_address(member: Member, email: str, at: datetime) -> None:
    """By whoever made sure of who asks. Every session is closed, no link sent before works.

    Raises AddressIsTaken.
    """
    hold_row(Member, member.id)
    db.session.refresh(member)
    theirs = SingleUseLink.member_id == member.id, SingleUseLink.used_at.is_(None)
    db.session.execute(update(SingleUseLink).where(*theirs).values(used_at=at))
    register.follow(member, email)
    try:
        with db.session.begin_nested():
            member.email = email
    except IntegrityError:
        raise AddressIsTaken(email) from None
    close_other_sessions(member)
    journal.note(Kind.SETTING_CHANGED, concerns=member, detail="new_address")
    key = f"address:{member.id}:{at.isoformat()}"
    letters.write("members/new_address", email, key=key, member=member, at=at)
