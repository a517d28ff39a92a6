"""What lasts: the item of a uuid in its last edition, what took its place, the edition as a package."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select, union
from sqlalchemy.orm import joinedload

from intranet.competencies.exchange import Whole, case_strict
from intranet.competencies.models import (
    REPLACED_BY,
    SEALED,
    Competency,
    Edition,
    EditionState,
    Relation,
    Revision,
    Succession,
)
from intranet.competencies.queries.wholes import whole_of
from intranet.kit.db import db
from intranet.kit.texts import natural


def edition_with(uuid: str) -> Select[Edition]:
    """The published edition of this uuid."""
    return (
        select(Edition)
        .where(Edition.uuid == uuid.lower(), Edition.state.in_(SEALED))
        .options(joinedload(Edition.framework))
    )


def last_edition_of(competency_id: int) -> Select[Edition]:
    """The newest published edition that holds an item: the one in force, or the last it was in."""
    return (
        select(Edition)
        .join(Revision, Revision.edition_id == Edition.id)
        .where(Revision.competency_id == competency_id, Edition.state.in_(SEALED))
        .order_by(Edition.state == EditionState.RETIRED, Edition.published_at.desc(), Edition.id.desc())
        .options(joinedload(Edition.framework))
        .limit(1)
    )  # fmt: skip


def last_named(code: str) -> str | None:
    """The uuid of the item that last bore a code in a published edition."""
    return db.session.scalar(
        select(Competency.uuid)
        .join(Revision, Revision.competency_id == Competency.id)
        .join(Edition, Edition.id == Revision.edition_id)
        .where(Revision.code == code, Edition.state.in_(SEALED))
        .order_by(Edition.published_at.desc(), Edition.id.desc())
        .limit(1)
    )


def origin_of_relation(uuid: str) -> Select[Competency]:
    """The item that a relation of this uuid starts from, in a published edition."""
    return (
        select(Competency)
        .join(Relation, Relation.origin_id == Competency.id)
        .join(Edition, Edition.id == Relation.edition_id)
        .where(Relation.uuid == uuid.lower(), Edition.state.in_(SEALED))
        .limit(1)
    )


@dataclass(frozen=True)
class Heir:
    """What takes the place of a retired item, as its last edition names it."""

    uuid: str
    code: str
    title: str


def heirs_of(competency_id: int) -> list[Heir]:
    """Every item that replaces this one, whether an edition or a relation says so; by code."""
    said = union(
        select(Succession.to_competency_id.label("id")).where(
            Succession.from_competency_id == competency_id,
            Succession.to_competency_id != competency_id,
        ),
        select(Relation.target_id.label("id"))
        .join(Edition, Edition.id == Relation.edition_id)
        .where(
            Relation.origin_id == competency_id,
            Relation.kind == REPLACED_BY,
            Edition.state.in_(SEALED),
        ),
    ).subquery()
    rows = db.session.execute(
        select(Competency.uuid, Revision.code, Revision.title)
        .join(Revision, Revision.competency_id == Competency.id)
        .join(Edition, Edition.id == Revision.edition_id)
        .where(Competency.id.in_(select(said.c.id)), Edition.state.in_(SEALED))
        .order_by(Edition.published_at, Edition.id)
    )
    last = {row.uuid: Heir(row.uuid, row.code or row.uuid[:8], row.title) for row in rows}
    return sorted(last.values(), key=lambda heir: natural(heir.code))


@dataclass(frozen=True)
class Package:
    """A published edition as the read interface gives it."""

    whole: Whole
    content: dict[str, Any]  # the strict CASE package
    known: dict[str, dict[str, dict[str, Any]]]  # by class of CASE, then by identifier


def package_of(edition: Edition, site: str) -> Package:
    """The package of a published edition: it does not change, so it is made once."""
    return _package(edition.id, edition.uuid, edition.state, site)


@lru_cache(maxsize=8)
def _package(edition_id: int, _uuid: str, _state: EditionState, site: str) -> Package:
    whole = whole_of(edition_id)
    content = case_strict(whole, site)
    lists = {**content, **content.get("CFDefinitions", {})}
    return Package(
        whole,
        content,
        {
            name: {each["identifier"]: each for each in found}
            for name, found in lists.items()
            if isinstance(found, list)
        },
    )
