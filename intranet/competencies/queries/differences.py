"""What changes between editions, and whether a draft is sound: read from the database."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import select

from intranet.competencies.differences import Differences, differences
from intranet.competencies.models import (
    PRECEDES,
    SEALED,
    Edition,
    LevelDescriptor,
    Relation,
    Revision,
)
from intranet.competencies.queries.catalogue import catalogue_of
from intranet.competencies.queries.editions import contents
from intranet.competencies.soundness import Flaw, flaws
from intranet.kit.db import db, every


def between(before: Edition, after: Edition) -> Differences:
    """What changes from one edition to another; kept in the process where neither may change."""
    lasting = before.state in SEALED and after.state in SEALED
    read = _between if lasting else _between.__wrapped__
    return read(before.id, after.id, before.uuid, after.uuid)


@lru_cache(maxsize=64)
def _between(before_id: int, after_id: int, _before: str, _after: str) -> Differences:
    """Kept by the uuids too: another database may give the same ids to other editions."""
    return differences(contents(catalogue_of(before_id)), contents(catalogue_of(after_id)))


def flaws_of(edition_id: int) -> list[Flaw]:
    """What forbids publishing an edition; read from its rows, since a broken tree has no catalogue."""
    described: dict[int, set[int]] = {}
    levels = select(LevelDescriptor.competency_id, LevelDescriptor.value).where(
        LevelDescriptor.edition_id == edition_id, LevelDescriptor.text != ""
    )
    for competency_id, value in db.session.execute(levels):
        described.setdefault(competency_id, set()).add(value)
    precedes = select(Relation.origin_id, Relation.target_id).where(
        Relation.edition_id == edition_id,
        Relation.kind == PRECEDES,
        Relation.target_id.is_not(None),
    )
    rows = every(
        select(Revision)
        .where(Revision.edition_id == edition_id)
        .order_by(Revision.code, Revision.id)
    )
    pairs = [(before, after) for before, after in db.session.execute(precedes) if after]
    return flaws(rows, described, pairs)
