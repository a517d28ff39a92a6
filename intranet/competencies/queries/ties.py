"""The items that an edition ties to one another."""

from __future__ import annotations

from sqlalchemy import select

from intranet.competencies.equivalences import TIES, Tie
from intranet.competencies.models import EXACT_MATCH, Relation
from intranet.kit.db import db


def ties_of(edition_id: int) -> tuple[Tie, ...]:
    """The equivalent and the near, in the order in which they were written."""
    rows = db.session.execute(
        select(Relation.origin_id, Relation.target_id, Relation.kind)
        .where(
            Relation.edition_id == edition_id,
            Relation.target_id.is_not(None),
            Relation.kind.in_(TIES),
        )
        .order_by(Relation.position, Relation.id)
    )
    return tuple(
        Tie(row.origin_id, row.target_id, row.kind == EXACT_MATCH)
        for row in rows
        if row.target_id is not None
    )
