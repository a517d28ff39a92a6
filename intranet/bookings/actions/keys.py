"""The keys that sign badges: one in force, the old ones kept so that what they signed can be checked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from intranet.bookings import badges
from intranet.bookings.models import SigningKey
from intranet.kit.db import db


def key_in_force() -> SigningKey:
    """The key that signs; made at the first need, by whoever holds the count."""
    known = db.session.scalars(_keys_in_force()).first()
    if known is None:
        known = badges.new_key()
        db.session.add(known)
        db.session.flush()
    return known


def rotate_key(at: datetime) -> SigningKey:
    """A new key from now on; what the old ones signed can still be checked."""
    retired = update(SigningKey).where(SigningKey.retired_at.is_(None))
    db.session.execute(retired.values(retired_at=at))
    made = badges.new_key()
    db.session.add(made)
    db.session.flush()
    return made


def _keys_in_force() -> Any:
    return select(SigningKey).where(SigningKey.retired_at.is_(None)).order_by(SigningKey.id)
