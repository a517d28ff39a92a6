"""Levels asked for: by a job profile, by an opening, each pinned to an edition."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model


class Owner(StrEnum):
    """What a set of requirements belongs to."""

    JOB_PROFILE = "job_profile"
    OPENING = "opening"


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
