"""What other sites may show of the board: what is live, and no demonstration."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from intranet.kit.db import db, every
from intranet.openings.models import Opening
from intranet.openings.queries.board import in_order
from intranet.openings.queries.live import instants, live, whole
from intranet.openings.queries.searches import Search


class Outside(NamedTuple):
    """An opening that may be told, and when it last changed."""

    id: int
    updated_at: datetime


def told_outside(search: Search, at: datetime) -> list[Outside]:
    """All that a search finds of it, in its order."""
    query, keys = in_order(search)
    asked = query.add_columns(Opening.updated_at).where(Opening.is_demo.is_(False)).order_by(*keys)
    return [Outside(*row) for row in db.session.execute(asked, instants(at))]


def in_full(opening_ids: Collection[int], at: datetime) -> Sequence[Opening]:
    """Those of them that still are live, whole, in no order."""
    return every(whole(select(Opening).where(live(at), Opening.id.in_(opening_ids))))
