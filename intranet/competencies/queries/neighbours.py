"""What ties each item of an edition to others, and to entries of other vocabularies."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from intranet.competencies.models import (
    INVERSE_LABELS,
    RELATION_LABELS,
    Competency,
    ExternalReference,
    Relation,
)
from intranet.kit.db import db

# When a reference was last found sound or obsolete: what was read before is then read anew.
LAST_CHECK = select(func.max(ExternalReference.checked_at)).scalar_subquery()


@dataclass(frozen=True)
class Bound:
    """Another item that one is tied to, seen from the latter."""

    words: str
    competency_id: int
    uuid: str
    notes: str


@dataclass(frozen=True)
class Matched:
    """An entry of another vocabulary that an item corresponds to."""

    words: str
    scheme: str
    identifier: str
    label: str
    uri: str
    is_obsolete: bool
    notes: str

    @property
    def is_reachable(self) -> bool:
        return self.uri.startswith(("https://", "http://"))


@dataclass(frozen=True)
class Neighbours:
    """All that one item is tied to."""

    bounds: tuple[Bound, ...] = ()
    matches: tuple[Matched, ...] = ()


def neighbours_in(edition_id: int) -> dict[int, Neighbours]:
    """The ties of every item of an edition, both ways, in one statement."""
    origin, target = aliased(Competency), aliased(Competency)
    rows = db.session.execute(
        select(
            Relation, origin.uuid.label("origin"), target.uuid.label("target"), ExternalReference
        )
        .join(origin, origin.id == Relation.origin_id)
        .outerjoin(target, target.id == Relation.target_id)
        .outerjoin(ExternalReference, ExternalReference.id == Relation.external_id)
        .where(Relation.edition_id == edition_id)
        .order_by(Relation.kind, Relation.position, Relation.id)
    )
    bounds: dict[int, list[Bound]] = {}
    matches: dict[int, list[Matched]] = {}
    for relation, origin_uuid, target_uuid, far in rows:
        start, kind, notes = relation.origin_id, relation.kind, relation.notes
        own = kind.removeprefix("ext:")
        words, back = RELATION_LABELS.get(kind, own), INVERSE_LABELS.get(kind, own)
        if far is not None:
            matches.setdefault(start, []).append(
                Matched(
                    words, far.scheme, far.identifier, far.label, far.uri, far.is_obsolete, notes
                )
            )
        else:
            end = relation.target_id
            bounds.setdefault(start, []).append(Bound(words, end, target_uuid, notes))
            bounds.setdefault(end, []).append(Bound(back, start, origin_uuid, notes))
    return {
        found: Neighbours(tuple(bounds.get(found, ())), tuple(matches.get(found, ())))
        for found in bounds.keys() | matches.keys()
    }
