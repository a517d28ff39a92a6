"""Links sent by letter that work once: made, spent, and named in the keys of the letters that bear them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import update

from intranet.kit.conditional import changed_one
from intranet.kit.db import db
from intranet.members import queries
from intranet.members.models import LinkIsSpent, Purpose, SingleUseLink

Address = Callable[[str], str]  # the whole address of the page that a token opens


def new_link(purpose: Purpose, ends_at: datetime, **held: Any) -> str:
    """Keep a new link; its token is known only to whoever receives it."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        SingleUseLink(token_hash=queries.hashed(token), purpose=purpose, ends_at=ends_at, **held)
    )
    return token


def spend(link: SingleUseLink, at: datetime) -> None:
    """It works once, even for two clicks at the same instant. Raises LinkIsSpent."""
    usable = SingleUseLink.used_at.is_(None), SingleUseLink.ends_at > at
    spent = update(SingleUseLink).where(SingleUseLink.token_hash == link.token_hash, *usable)
    if not changed_one(spent.values(used_at=at)):
        raise LinkIsSpent


def key_of(token: str) -> str:
    """Of the letter that bears it."""
    return f"link:{queries.hashed(token)}"
