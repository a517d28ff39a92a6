"""What the referential is: a lasting identity per competency, and its full text in each edition."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model

LOWEST, HIGHEST = 0, 4  # the scale of mastery; « non évalué » is no row, never 0


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


class Owner(StrEnum):
    """What a set of requirements belongs to."""

    JOB_PROFILE = "job_profile"
    OPENING = "opening"
    TERRITORY_MEASURE = "territory_measure"
    AGREEMENT_ROLE = "agreement_role"


class Need(StrEnum):
    """Whether a competency is required, or only welcome: the latter never lowers a score."""

    REQUIRED = "required"
    DESIRED = "desired"


class RequirementSet(Dated, Model):
    """The levels that a profile or an opening asks for, pinned to the edition it was written with.

    The owner carries the foreign key (`opening.requirement_set_id`), so deletion is safe.
    """

    __tablename__ = "requirement_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[Owner]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))

    requirements: Mapped[list[Requirement]] = relationship(
        back_populates="requirement_set", cascade="all, delete-orphan", order_by="Requirement.id"
    )


class Requirement(Model):
    """One competency at one level, and how much it matters."""

    __tablename__ = "requirement"
    __table_args__ = (
        UniqueConstraint("requirement_set_id", "competency_id"),
        CheckConstraint("level BETWEEN 1 AND 4", name="on_scale"),
        CheckConstraint("weight BETWEEN 1 AND 3", name="weight_1_to_3"),
        Index("ix_requirement_competency_id_level", "competency_id", "level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    requirement_set_id: Mapped[int] = mapped_column(ForeignKey("requirement_set.id"))
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    level: Mapped[int]
    weight: Mapped[int] = mapped_column(default=1)
    need: Mapped[Need] = mapped_column(default=Need.REQUIRED)
    is_mandatory: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")

    requirement_set: Mapped[RequirementSet] = relationship(back_populates="requirements")


class JobProfile(Dated, Model):
    """A job of the trade (métier), with the levels that it asks for."""

    __tablename__ = "job_profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(Text, default="")
    appellations: Mapped[list[str]] = mapped_column(default=list)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    requirement_set_id: Mapped[int] = mapped_column(ForeignKey("requirement_set.id"), unique=True)

    requirement_set: Mapped[RequirementSet] = relationship()


class LinkRole(StrEnum):
    """What a thing does for a competency."""

    TEACHES = "teaches"
    PRESUPPOSES = "presupposes"
    ILLUSTRATES = "illustrates"
    NEEDS = "needs"


class CompetencyLink(Model):
    """A published thing joined to an item: a course teaches it, a practice illustrates it."""

    __tablename__ = "competency_link"
    __table_args__ = (
        UniqueConstraint("subject_type", "subject_id", "competency_id", "role"),
        CheckConstraint(
            "role <> 'teaches' OR (level_from IS NOT NULL AND level_from < level_to)",
            name="teaching_raises",
        ),
        CheckConstraint("level_to BETWEEN 1 AND 4", name="on_scale"),
        Index("ix_competency_link_competency_id_subject_type", "competency_id", "subject_type"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str] = mapped_column(String(20))  # course, practice, event
    subject_id: Mapped[int]
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    role: Mapped[LinkRole]
    level_from: Mapped[int | None]
    level_to: Mapped[int]
    is_certified: Mapped[bool] = mapped_column(default=False)


class AssessmentState(StrEnum):
    """What an answer says; never mixed with having given none."""

    LEVEL = "level"
    NOT_APPLICABLE = "not_applicable"
    CLEARED = "cleared"


class AssessmentKind(StrEnum):
    """Who says it."""

    SELF = "self"
    PEER = "peer"
    MANAGER = "manager"
    CERTIFICATE = "certificate"


class Assessment(Model):
    """What was said of a member's level of an item, when and by whom: rows are added, never changed."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint("(state = 'level') = (level IS NOT NULL)", name="level_when_said"),
        CheckConstraint("level BETWEEN 0 AND 4", name="on_scale"),
        CheckConstraint("(kind = 'self') = (author_id = member_id)", name="self_is_author"),
        Index("ix_assessment_member_id_competency_id_at", "member_id", "competency_id", "at"),
        Index("ix_assessment_competency_id", "competency_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[AssessmentKind] = mapped_column(default=AssessmentKind.SELF)
    state: Mapped[AssessmentState] = mapped_column(default=AssessmentState.LEVEL)
    level: Mapped[int | None]
    interest: Mapped[int | None]
    offers_help: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
