"""The editions, and the one text that an edition is sealed by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from intranet.competencies.models import SEALED, Competency, Edition, Framework
from intranet.competencies.queries.catalogue import Catalogue, Item
from intranet.kit.db import db


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


def contents(catalogue: Catalogue) -> dict[str, Any]:
    """All that an edition says, as plain values: what is hashed, and what is exported."""
    framework = db.session.scalars(
        select(Framework).join(Edition).where(Edition.id == catalogue.edition_id)
    ).one()
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
        "items": [item_contents(catalogue, item) for item in catalogue.items.values()],
    }


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


def known_by(uuid: str) -> Select[Competency]:
    """The lasting identity that bears this uuid."""
    return select(Competency).where(Competency.uuid == uuid.lower())
