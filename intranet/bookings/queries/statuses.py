"""The keys that sign badges, and the badges that hold no more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, or_, select

from intranet.bookings.models import Certificate, SigningKey
from intranet.kit.db import db


def signing_keys() -> Select[SigningKey]:
    """Every key that ever signed, the one in force first."""
    return select(SigningKey).order_by(SigningKey.retired_at.is_not(None), SigningKey.id.desc())


def has_statuses(first: int, size: int) -> bool:
    """Whether a badge has a bit in this list: one that holds none is no list yet."""
    within = Certificate.status_index.between(first, first + size - 1)
    return db.session.scalar(select(Certificate.id).where(within).limit(1)) is not None


def statuses_off(first: int, size: int) -> tuple[frozenset[int], datetime | None]:
    """The bits of a list that are set, and when the last one was."""
    ended = func.coalesce(Certificate.revoked_at, Certificate.replaced_at, Certificate.withdrawn_at)
    rows = db.session.execute(
        select(Certificate.status_index, ended.label("at")).where(
            Certificate.status_index.between(first, first + size - 1),
            or_(
                Certificate.revoked_at.is_not(None),
                Certificate.replaced_at.is_not(None),
                Certificate.withdrawn_at.is_not(None),
            ),
        )
    ).all()
    return frozenset((row.status_index or 0) - first for row in rows), max(
        (row.at for row in rows), default=None
    )
