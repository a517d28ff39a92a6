"""What published things do for the items: courses teach them, practices illustrate them."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.db import Model


class LinkRole(StrEnum):
    """What a thing does for a competency."""

    TEACHES = "teaches"
    PRESUPPOSES = "presupposes"
    ILLUSTRATES = "illustrates"


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
