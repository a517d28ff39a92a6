"""The text as it is being written: the draft where there is one, else the edition in force."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from intranet.competencies.changes import Present
from intranet.competencies.models import HIGHEST, LOWEST, Edition, Relation
from intranet.competencies.queries.catalogue import Catalogue, Item, catalogue_of, in_force
from intranet.competencies.queries.editions import draft_in_force
from intranet.kit.db import db


def being_written() -> Catalogue:
    """The catalogue that proposals are about. Raises NoEdition."""
    published = in_force()
    draft_id = draft_under_way()
    return catalogue_of(draft_id) if draft_id else published


def draft_under_way() -> int | None:
    """The id of the draft (or of the edition in consultation) of the framework in force."""
    return db.session.scalar(draft_in_force().with_only_columns(Edition.id))


def present_text(catalogue: Catalogue) -> Present:
    """What an edition says, as the rules of proposals read it."""
    items = catalogue.items
    ties = db.session.execute(
        select(Relation.kind, Relation.origin_id, Relation.target_id).where(
            Relation.edition_id == catalogue.edition_id
        )
    )
    return Present(
        {item.uuid: facts_of(catalogue, item) for item in items.values()},
        frozenset(
            (kind, items[origin].uuid, items[target].uuid)
            for kind, origin, target in ties
            if origin in items and target is not None and target in items
        ),
    )


def facts_of(catalogue: Catalogue, item: Item) -> dict[str, Any]:
    """What is said of one item, flat; its rank among its siblings is left out, others change it."""
    sheet, parent = catalogue.sheets[item.competency_id], catalogue.items.get(item.parent_id or 0)
    return {
        "parent": parent.uuid if parent else "",
        "code": item.code,
        "kind": item.kind.value,
        "title": item.title,
        "statement": sheet.statement,
        "notes": sheet.notes,
        "keywords": list(sheet.keywords),
        "synonyms": list(sheet.synonyms),
        "level_min": item.level_min,
        "level_max": item.level_max,
        **{
            f"level_{value}": sheet.descriptors.get(value, "")
            for value in range(LOWEST, HIGHEST + 1)
        },
    }
