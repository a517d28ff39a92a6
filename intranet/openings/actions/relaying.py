"""Passing a message on to an employer who is written to by e-mail, whose address nobody reads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from intranet.kit import letters
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings.models import Opening, RelayedApplication


class AlreadyRelayed(Exception):
    """One message a person for an opening: what follows is between them and the employer."""


def relay(opening: Opening, by: Member, message: str, at: datetime) -> None:
    """Pass it on once, with the address to answer to; its author keeps a copy.

    What was written stays in the letters alone. Raises AlreadyRelayed.
    """
    try:
        with db.session.begin_nested():
            db.session.add(RelayedApplication(opening_id=opening.id, member_id=by.id, at=at))
    except IntegrityError:
        raise AlreadyRelayed(opening.id) from None
    key = f"relay-{opening.id}-of-{by.id}"
    said: dict[str, Any] = {
        "opening": opening,
        "name": by.name,
        "address": by.email,
        "message": message,
    }
    letters.write("openings/relayed", opening.apply_email, key=key, **said)
    letters.write("openings/relayed_copy", by.email, key=f"{key}-copy", **said)
