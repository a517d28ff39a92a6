"""Who wrote to an employer through the site: that they did, and when; never what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from intranet.kit.db import db
from intranet.openings.models import RelayedApplication


def relayed_at(opening_id: int, member_id: int) -> datetime | None:
    """When this member wrote to this employer."""
    asked = select(RelayedApplication.at).where(
        RelayedApplication.opening_id == opening_id, RelayedApplication.member_id == member_id
    )
    return db.session.scalar(asked)


def is_written_to(opening_id: int) -> bool:
    """Whether anybody did."""
    asked = select(RelayedApplication.id).where(RelayedApplication.opening_id == opening_id)
    return db.session.scalar(asked.limit(1)) is not None
