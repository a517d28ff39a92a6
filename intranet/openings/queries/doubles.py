"""The same post, published twice: same employer, same commune, same words in the title."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from intranet.kit.db import db
from intranet.kit.search import stems
from intranet.openings.models import Opening, State
from intranet.openings.queries.live import live


def said_by(title: str) -> frozenset[str]:
    """A title by its words alone: neither case, accents, order, plural nor gender count."""
    return frozenset(stems(title))


def doubles_of(
    organization_id: int,
    municipality_code: str | None,
    title: str,
    at: datetime,
    *,
    but: int | None = None,
) -> Sequence[Opening]:
    """What is on the board, or planned to be, and looks like the same post."""
    planned = (Opening.state == State.PUBLISHED) & (Opening.publish_at > at)
    query = select(Opening).where(
        Opening.organization_id == organization_id,
        Opening.municipality_code == municipality_code,
        Opening.id != (but or 0),
        or_(live(at), planned),
    )
    wanted = said_by(title)
    found = db.session.scalars(query.order_by(Opening.id))
    return [each for each in found if said_by(each.title) == wanted]
