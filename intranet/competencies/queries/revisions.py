"""The items as an edition words them, and the order of its tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Row, Select, select

from intranet.competencies.models import Competency, LevelDescriptor, Revision
from intranet.kit.db import db
from intranet.kit.texts import natural


def revisions_of(edition_id: int) -> Select[Revision, str, str]:
    """Each item as an edition words it, with its lasting uuid and uri."""
    return (
        select(Revision, Competency.uuid, Competency.uri)
        .join(Competency, Competency.id == Revision.competency_id)
        .where(Revision.edition_id == edition_id)
    )


def in_tree_order(rows: Iterable[Row[Revision, str, str]]) -> Iterator[Row[Revision, str, str]]:
    """A parent, then all that is under it; siblings by position, then by code (2 before 10)."""
    under: dict[int | None, list[Row[Revision, str, str]]] = {}
    for row in sorted(rows, key=lambda row: (row.Revision.position, natural(row.Revision.code))):
        under.setdefault(row.Revision.parent_id, []).append(row)

    def walk(parent_id: int | None) -> Iterator[Row[Revision, str, str]]:
        for row in under.get(parent_id, []):
            yield row
            yield from walk(row.Revision.competency_id)

    return walk(None)


def descriptors_of(edition_id: int) -> dict[int, dict[int, str]]:
    """What each level of each item looks like, by item then level."""
    found: dict[int, dict[int, str]] = {}
    query = select(LevelDescriptor).where(LevelDescriptor.edition_id == edition_id)
    for one in db.session.scalars(query.order_by(LevelDescriptor.value)):
        found.setdefault(one.competency_id, {})[one.value] = one.text
    return found
