"""What ties items to one another, and to other vocabularies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.competencies.models.editions import new_uuid
from intranet.kit.db import Model

# The association types of CASE 1.1, but isChildOf, which is the tree itself. Others begin by `ext:`.
PRECEDES = "precedes"
RELATED = "isRelatedTo"
REPLACED_BY = "replacedBy"
EXACT_MATCH = "exactMatchOf"
RELATION_LABELS = {
    PRECEDES: "précède",
    RELATED: "est liée à",
    EXACT_MATCH: "équivaut à",
    REPLACED_BY: "est remplacée par",
    "isPartOf": "fait partie de",
    "isPeerOf": "est du même rang que",
    "exemplar": "a pour exemple",
    "hasSkillLevel": "a pour niveau",
    "isTranslationOf": "est la traduction de",
}
INVERSE_LABELS = {
    PRECEDES: "suit",
    RELATED: "est liée à",
    EXACT_MATCH: "équivaut à",
    REPLACED_BY: "remplace",
    "isPartOf": "comprend",
    "isPeerOf": "est du même rang que",
    "exemplar": "est un exemple de",
    "hasSkillLevel": "est un niveau de",
    "isTranslationOf": "est traduite par",
}


class ExternalReference(Model):
    """An entry of another vocabulary: ROME, ESCO, CNFPT, RNCP, RS."""

    __tablename__ = "external_reference"
    __table_args__ = (UniqueConstraint("scheme", "identifier", "vocabulary_version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme: Mapped[str] = mapped_column(String(40))
    vocabulary_version: Mapped[str] = mapped_column(String(40), default="")
    identifier: Mapped[str]
    uri: Mapped[str] = mapped_column(default="")
    label: Mapped[str] = mapped_column(default="")
    is_obsolete: Mapped[bool] = mapped_column(default=False)
    checked_at: Mapped[datetime | None]


class Relation(Model):
    """One item tied to another, or to an entry elsewhere, as one edition says it."""

    __tablename__ = "relation"
    __table_args__ = (
        UniqueConstraint("edition_id", "uuid"),
        UniqueConstraint("edition_id", "kind", "origin_id", "target_id"),
        CheckConstraint("(target_id IS NULL) <> (external_id IS NULL)", name="one_target"),
        CheckConstraint("origin_id <> target_id", name="not_to_itself"),
        Index("ix_relation_target_id", "target_id"),
        Index("ix_relation_origin_id", "origin_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), default=new_uuid)  # kept from edition to edition
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    kind: Mapped[str] = mapped_column(String(60))
    origin_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    target_id: Mapped[int | None] = mapped_column(ForeignKey("competency.id"))
    external_id: Mapped[int | None] = mapped_column(ForeignKey("external_reference.id"))
    position: Mapped[int] = mapped_column(default=0)
    group_label: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    source_extras: Mapped[dict[str, Any]] = mapped_column(default=dict)

    external: Mapped[ExternalReference | None] = relationship()
