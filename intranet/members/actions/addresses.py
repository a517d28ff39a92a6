"""Another address for an account: people of the network change employers, and lose their mailbox.

Asked by themselves, the new address is proven by a letter, and the old one is told, without the new
one: it may be read by an employer that was left. It is told nothing of what whoever runs the site does.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from intranet.kit import journal, letters, register
from intranet.kit.conditional import hold_row
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.kit.letters import Letter
from intranet.members import queries
from intranet.members.actions.links import Address, key_of, new_link, spend
from intranet.members.actions.memberships import ask_again, is_at_home
from intranet.members.actions.sessions import close_other_sessions
from intranet.members.models import AddressIsTaken, LinkIsSpent, Member, Purpose, SingleUseLink

MOVE_WITHIN = timedelta(days=1)


def ask_for_address(member: Member, email: str, at: datetime, address: Address) -> None:
    """Write to both addresses. Only the last link sent works.

    The same work, whether the new one has an account already or not.
    """
    hold_row(Member, member.id)
    asked = SingleUseLink.member_id == member.id, SingleUseLink.purpose == Purpose.ADDRESS
    waits = update(SingleUseLink).where(*asked, SingleUseLink.used_at.is_(None))
    db.session.execute(waits.values(used_at=at))
    if db.session.scalar(queries.of_address(email)) is None:
        token = new_link(Purpose.ADDRESS, at + MOVE_WITHIN, member_id=member.id, email=email)
        letters.write(
            "members/confirm_address",
            email,
            key=key_of(token),
            secret_link=address(token),
            within=MOVE_WITHIN,
        )
    else:
        token = new_link(Purpose.NOTHING, at + MOVE_WITHIN)
        letters.write("members/address_known", email, key=key_of(token))
    journal.note(Kind.ADDRESS_CHANGED, by=member, detail="address_asked")
    key = f"{_key(member)}{at.isoformat()}:asked"
    letters.write("members/address_asked", member.email, key=key, member=member, at=at)


def take_address(link: SingleUseLink, member: Member, at: datetime, *, token: str) -> None:
    """The new address is theirs; this browser alone stays signed in, and the old address is told.

    Where they were admitted by the old address alone, an animator is asked again. Raises
    LinkIsSpent, AddressIsTaken.
    """
    hold_row(Member, member.id)
    db.session.refresh(member)
    if member.closed_at or link.member_id != member.id:
        raise LinkIsSpent
    spend(link, at)
    old, won = member.email, is_there_by_address(member)
    _move(member, str(link.email), at)
    close_other_sessions(member, but_token=token)
    journal.note(Kind.ADDRESS_CHANGED, by=member, detail="new_address")
    key = f"{_key(member)}{at.isoformat()}:left"
    letters.write("members/address_left", old, key=key, member=member, at=at)
    if won and member.membership and not is_at_home(member, member.membership.organization):
        ask_again(member, at)


def change_address(member: Member, email: str, at: datetime) -> None:
    """By whoever made sure of who asks. Every session is closed, no link sent before works.

    Raises AddressIsTaken.
    """
    hold_row(Member, member.id)
    db.session.refresh(member)
    _move(member, email, at)
    close_other_sessions(member)
    journal.note(Kind.ADDRESS_CHANGED, concerns=member, detail="new_address")


def forget_old_addresses(member: Member) -> None:
    """The letters that told them: the register finds those of today’s address alone."""
    db.session.execute(delete(Letter).where(Letter.key.startswith(_key(member))))


def _key(member: Member) -> str:
    return f"address:{member.id}:"


def _move(member: Member, email: str, at: datetime) -> None:
    theirs = SingleUseLink.member_id == member.id, SingleUseLink.used_at.is_(None)
    db.session.execute(update(SingleUseLink).where(*theirs).values(used_at=at))
    told = Letter.key.startswith(_key(member)), Letter.recipient == member.email
    those = db.session.scalars(select(Letter.id).where(*told)).all()
    register.follow(member, email)
    # What tells the old address that it is left still goes there.
    db.session.execute(update(Letter).where(Letter.id.in_(those)).values(recipient=member.email))
    try:
        with db.session.begin_nested():
            member.email = email
    except IntegrityError:
        raise AddressIsTaken(email) from None
    key = f"{_key(member)}{at.isoformat()}"
    letters.write("members/new_address", email, key=key, member=member, at=at)


def is_there_by_address(member: Member) -> bool:
    """Whether they work where they do for want of anybody’s word but that of their address."""
    works = member.membership
    return (
        works is not None and works.decided_by_id is None and is_at_home(member, works.organization)
    )
