"""The relations of an imported file, and the entries of other vocabularies that they point at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import insert, select, update

from intranet.competencies.exchange import BondWrite, External, Plan
from intranet.competencies.models import ExternalReference, Relation, new_uuid
from intranet.kit.db import db
from intranet.kit.portions import portions

Key = tuple[str, str, str]


def write_relations(plan: Plan, edition_id: int, ids: Mapping[str, int]) -> Iterator[int]:
    """Write what a plan says of relations, and how many are in after each portion."""
    outside = references([bond.external for bond in plan.bonds if bond.external])
    for part in portions(plan.bonds):
        known = [
            {"id": bond.tie.relation_id, **row_of(bond, ids, outside)} for bond in part if bond.tie
        ]
        if known:
            db.session.execute(update(Relation), known)
        new = [
            {
                "edition_id": edition_id,
                "uuid": bond.uuid or new_uuid(),
                **row_of(bond, ids, outside),
            }
            for bond in part
            if not bond.tie
        ]
        if new:
            db.session.execute(insert(Relation), new)
        yield len(part)


def row_of(bond: BondWrite, ids: Mapping[str, int], outside: Mapping[Key, int]) -> dict[str, Any]:
    return {
        "kind": bond.kind,
        "origin_id": ids[bond.origin],
        "target_id": ids[bond.target] if bond.target else None,
        "external_id": outside[key_of(bond.external)]
        if bond.external and not bond.target
        else None,
        "position": bond.position,
        "group_label": bond.group_label,
        "notes": bond.notes,
        "source_extras": dict(bond.extras),
    }


def key_of(external: External) -> Key:
    return external.scheme, external.identifier, external.vocabulary_version


def references(wanted: list[External]) -> dict[Key, int]:
    """The ids of entries elsewhere; those never met are noted down."""
    schemes = {external.scheme for external in wanted}
    known = {
        (row.scheme, row.identifier, row.vocabulary_version): row.id
        for row in db.session.scalars(
            select(ExternalReference).where(ExternalReference.scheme.in_(schemes))
        )
    }
    new = {key_of(each): each for each in wanted if key_of(each) not in known}
    if new:
        rows = [
            {
                "scheme": each.scheme,
                "identifier": each.identifier,
                "vocabulary_version": each.vocabulary_version,
                "uri": each.uri,
                "label": each.label,
            }
            for each in new.values()
        ]
        made = db.session.execute(insert(ExternalReference).returning(ExternalReference), rows)
        known |= {
            (row.scheme, row.identifier, row.vocabulary_version): row.id for row in made.scalars()
        }
    return known
