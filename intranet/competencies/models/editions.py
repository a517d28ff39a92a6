"""The editions of a referential: a lasting identity per competency, and its text in each of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model

LOWEST, HIGHEST = 0, 4  # the scale of mastery; « non évalué » is no row, never 0


def is_beyond(value: int, low: int, high: int) -> bool:
    """Whether an item of these levels has no such level to put in words; 0 may be worded by any."""
    return value > high or 0 < value < low


DEEPEST = 4  # domain, mission, and two storeys below: a deeper tree is not read any more


def new_uuid() -> str:
    return str(uuid4())


class EditionState(StrEnum):
    """The life of an edition; a published one never changes again."""

    DRAFT = "draft"
    CONSULTATION = "consultation"
    PUBLISHED = "published"
    RETIRED = "retired"


class ItemKind(StrEnum):
    """What an item of the tree is."""

    DOMAIN = "domain"
    MISSION = "mission"
    KNOW_HOW = "know_how"
    KNOWLEDGE = "knowledge"
    ATTITUDE = "attitude"


KIND_LABELS = {
    ItemKind.DOMAIN: "Domaine",
    ItemKind.MISSION: "Mission type",
    ItemKind.KNOW_HOW: "Savoir-faire",
    ItemKind.KNOWLEDGE: "Connaissance",
    ItemKind.ATTITUDE: "Savoir-être",
}


class Framework(Dated, Model):
    """A referential, whatever its editions."""

    __tablename__ = "framework"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True, default=new_uuid)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    creator: Mapped[str]
    license_title: Mapped[str] = mapped_column(default="")
    license_url: Mapped[str] = mapped_column(default="")
    publisher: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(10), default="fr")

    editions: Mapped[list[Edition]] = relationship(
        back_populates="framework", order_by="Edition.id"
    )


class Scale(Model):
    """A scale of mastery, shared by editions."""

    __tablename__ = "scale"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True, default=new_uuid)
    title: Mapped[str]

    levels: Mapped[list[ScaleLevel]] = relationship(
        back_populates="scale", order_by="ScaleLevel.value"
    )


class ScaleLevel(Model):
    """One level of the scale: its name and what it means for any item."""

    __tablename__ = "scale_level"
    __table_args__ = (CheckConstraint("value BETWEEN 0 AND 4", name="on_scale"),)

    scale_id: Mapped[int] = mapped_column(ForeignKey("scale.id"), primary_key=True)
    value: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[str]
    descriptor: Mapped[str]

    scale: Mapped[Scale] = relationship(back_populates="levels")


class Edition(Dated, Model):
    """One version of a framework. Published, it is immutable: its SHA-256 says so."""

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("framework_id", "number"),
        CheckConstraint(
            "state NOT IN ('published', 'retired') OR (sha256 IS NOT NULL AND published_at IS NOT NULL)",
            name="published_is_sealed",
        ),
        *(
            Index(
                f"uq_edition_one_{name}",
                "framework_id",
                unique=True,
                sqlite_where=text(states),
                postgresql_where=text(states),
            )
            for name, states in (
                ("published", "state = 'published'"),
                ("draft", "state IN ('draft', 'consultation')"),
            )
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True, default=new_uuid)
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"))
    scale_id: Mapped[int] = mapped_column(ForeignKey("scale.id"))
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    number: Mapped[str]  # major.minor.patch
    title: Mapped[str] = mapped_column(default="")
    notice: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[EditionState] = mapped_column(default=EditionState.DRAFT)
    published_at: Mapped[datetime | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    source_extras: Mapped[dict[str, Any]] = mapped_column(default=dict)  # of an imported document

    framework: Mapped[Framework] = relationship(back_populates="editions")
    scale: Mapped[Scale] = relationship()
    revisions: Mapped[list[Revision]] = relationship(back_populates="edition")


class Competency(Dated, Model):
    """The lasting identity of an item: it is never deleted, only retired by an edition."""

    __tablename__ = "competency"

    id: Mapped[int] = mapped_column(primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"), index=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True, default=new_uuid)
    uri: Mapped[str] = mapped_column(unique=True)
    created_in_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    retired_in_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))


class Revision(Model):
    """An item as one edition words it, and where it stands in that edition's tree."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("edition_id", "competency_id"),
        UniqueConstraint("edition_id", "code"),
        CheckConstraint("level_min <= level_max", name="levels_in_order"),
        CheckConstraint("level_min >= 0 AND level_max <= 4", name="levels_on_scale"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("competency.id"))
    position: Mapped[int] = mapped_column(default=0)
    code: Mapped[str | None] = mapped_column(String(80))
    kind: Mapped[ItemKind]
    title: Mapped[str] = mapped_column(String(255))
    statement: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    keywords: Mapped[list[str]] = mapped_column(default=list)
    synonyms: Mapped[list[str]] = mapped_column(default=list)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # title, url, date
    level_min: Mapped[int] = mapped_column(default=LOWEST)
    level_max: Mapped[int] = mapped_column(default=HIGHEST)
    is_assessable: Mapped[bool] = mapped_column(default=True)
    is_attested: Mapped[bool] = mapped_column(default=False)  # the 2017 text is known to say it so
    source_extras: Mapped[dict[str, Any]] = mapped_column(default=dict)

    edition: Mapped[Edition] = relationship(back_populates="revisions")
    competency: Mapped[Competency] = relationship(foreign_keys=[competency_id])


class LevelDescriptor(Model):
    """What one level of one item looks like at work."""

    __tablename__ = "level_descriptor"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"), primary_key=True)
    value: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    examples: Mapped[str] = mapped_column(Text, default="")
    source_extras: Mapped[dict[str, Any]] = mapped_column(default=dict)
