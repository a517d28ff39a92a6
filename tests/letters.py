"""The letters that somebody received, in the order they were written."""

from __future__ import annotations

from sqlalchemy import select

from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member


def letters_to(who: Member | str) -> list[Letter]:
    """By their account, or at an address."""
    address = who if isinstance(who, str) else who.email
    theirs = select(Letter).where(Letter.recipient == address)
    return list(db.session.scalars(theirs.order_by(Letter.id)))


def subjects_to(who: Member | str) -> list[str]:
    return [letter.subject for letter in letters_to(who)]
