"""The editions, and the one text that an edition is sealed by."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, joinedload

from intranet.competencies.models import (
    SEALED,
    Competency,
    Edition,
    EditionEvent,
    EditionState,
    ExternalReference,
    Framework,
    LevelDescriptor,
    Relation,
)
from intranet.competencies.queries.catalogue import Catalogue, Item
from intranet.kit.db import db, every

Editions = Select[Edition]


def sealed() -> Select[Edition]:
    """Every edition that was published, the newest first."""
    return (
        select(Edition)
        .where(Edition.state.in_(SEALED))
        .options(joinedload(Edition.framework))
        .order_by(Edition.published_at.desc(), Edition.id.desc())
    )


def edition_numbered(number: str) -> Select[Edition]:
    """The published edition of a number; the newest where two frameworks use the same."""
    return sealed().where(Edition.number == number).limit(1)


def edition_in_force(framework_id: int) -> Select[Edition]:
    """The published edition of a framework."""
    return select(Edition).where(
        Edition.framework_id == framework_id, Edition.state == EditionState.PUBLISHED
    )


def draft_of(framework_id: int) -> Select[Edition]:
    """What is being prepared: the one draft of a framework, open to consultation or not."""
    return select(Edition).where(Edition.framework_id == framework_id, Edition.state.not_in(SEALED))


def draft_in_force() -> Editions:
    """The draft of the framework whose edition is in force."""
    framework = select(Edition.framework_id).where(Edition.state == EditionState.PUBLISHED)
    return select(Edition).where(Edition.framework_id.in_(framework), Edition.state.not_in(SEALED))


def numbers_of(edition_ids: Collection[int]) -> dict[int, str]:
    """The numbers of several editions."""
    query = select(Edition.id, Edition.number).where(Edition.id.in_(edition_ids))
    return {row.id: row.number for row in db.session.execute(query)}


def events_of(edition_ids: Collection[int]) -> dict[int, list[EditionEvent]]:
    """What befell several editions, the oldest first, in one statement."""
    found: dict[int, list[EditionEvent]] = {edition_id: [] for edition_id in edition_ids}
    query = select(EditionEvent).where(EditionEvent.edition_id.in_(edition_ids))
    for event in every(query.options(joinedload(EditionEvent.member)).order_by(EditionEvent.id)):
        found[event.edition_id].append(event)
    return found


def contents(catalogue: Catalogue) -> dict[str, Any]:
    """All that an edition says, as plain values: what is hashed, and what is exported.

    Relations and examples are named only where there are some: editions sealed before the
    referential had any keep their hash.
    """
    framework = db.session.scalars(
        select(Framework).join(Edition).where(Edition.id == catalogue.edition_id)
    ).one()
    examples = _examples(catalogue.edition_id)
    relations = _relations(catalogue.edition_id)
    return {
        "framework": {
            "uuid": framework.uuid,
            "title": framework.title,
            "creator": framework.creator,
            "license": framework.license_title,
        },
        "number": catalogue.number,
        "title": catalogue.title,
        "notice": catalogue.notice,
        "scale": [
            {"value": step.value, "label": step.label, "descriptor": step.descriptor}
            for step in catalogue.scale
        ],
        "items": [
            item_contents(catalogue, item)
            | ({"examples": known} if (known := examples.get(item.competency_id)) else {})
            for item in catalogue.items.values()
        ],
    } | ({"relations": relations} if relations else {})


def item_contents(catalogue: Catalogue, item: Item) -> dict[str, Any]:
    sheet = catalogue.sheets[item.competency_id]
    parent = catalogue.items.get(item.parent_id) if item.parent_id else None
    return {
        "uuid": item.uuid,
        "uri": sheet.uri,
        "code": item.code,
        "parent": parent.uuid if parent else None,
        "position": sheet.position,
        "kind": item.kind.value,
        "title": item.title,
        "statement": sheet.statement,
        "notes": sheet.notes,
        "keywords": sheet.keywords,
        "synonyms": sheet.synonyms,
        "sources": sheet.sources,
        "level_min": item.level_min,
        "level_max": item.level_max,
        "is_assessable": item.is_assessable,
        "is_attested": item.is_attested,
        "levels": {str(value): text for value, text in sheet.descriptors.items()},
    }


def _examples(edition_id: int) -> dict[int, dict[str, str]]:
    """The examples of each level of each item, by item then level; blank ones are not said."""
    found: dict[int, dict[str, str]] = {}
    query = select(LevelDescriptor).where(
        LevelDescriptor.edition_id == edition_id, LevelDescriptor.examples != ""
    )
    for one in db.session.scalars(query.order_by(LevelDescriptor.value)):
        found.setdefault(one.competency_id, {})[str(one.value)] = one.examples
    return found


def _relations(edition_id: int) -> list[dict[str, Any]]:
    """What ties the items together, and to other vocabularies; in an order that never varies."""
    target = aliased(Competency)
    rows = db.session.execute(
        select(
            Relation,
            Competency.uuid.label("origin"),
            target.uuid.label("target"),
            ExternalReference,
        )
        .join(Competency, Competency.id == Relation.origin_id)
        .outerjoin(target, target.id == Relation.target_id)
        .outerjoin(ExternalReference, ExternalReference.id == Relation.external_id)
        .where(Relation.edition_id == edition_id)
    )
    said = [
        {
            "uuid": relation.uuid,
            "kind": relation.kind,
            "origin": origin,
            "target": to,
            "external": external
            and {
                "scheme": external.scheme,
                "version": external.vocabulary_version,
                "identifier": external.identifier,
            },
            "position": relation.position,
            "group": relation.group_label,
            "notes": relation.notes,
        }
        for relation, origin, to, external in rows
    ]
    return sorted(said, key=lambda one: one["uuid"])


def known_by(uuid: str) -> Select[Competency]:
    """The lasting identity that bears this uuid."""
    return select(Competency).where(Competency.uuid == uuid.lower())
