"""Another text for a course that is online, under review; and what it changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.courses.models.courses import Course
from intranet.courses.models.syllabus import Syllabus
from intranet.kit.db import Model
from intranet.members.models import Member


class VersionState(StrEnum):
    """Where a revision stands."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class CourseVersion(Model):
    """Another text for a course that is online: the page stays as it is while an animator reads."""

    __tablename__ = "course_version"
    __table_args__ = (
        CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name="decided_at_an_instant"),
        CheckConstraint("state <> 'refused' OR reason IS NOT NULL", name="refused_with_a_reason"),
        Index(
            "uq_course_version_pending",
            "course_id",
            unique=True,
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    state: Mapped[VersionState] = mapped_column(default=VersionState.PENDING)
    content: Mapped[dict[str, Any]]
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    submitted_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)

    course: Mapped[Course] = relationship()
    submitted_by: Mapped[Member] = relationship(foreign_keys=[submitted_by_id])
    decided_by: Mapped[Member | None] = relationship(foreign_keys=[decided_by_id])


# What people choose a course by: once it is online, an animator reads these changes first.
SENSITIVE = (
    "title", "price_cents", "hours", "is_certifying", "certification", "mode", "teaches",
    "presupposes",
)  # fmt: skip
FIELD_LABELS = {
    "title": "Intitulé",
    "track": "Public",
    "mode": "Mode",
    "hours": "Durée en heures",
    "duration_note": "Durée en quelques mots",
    "entry_level": "Niveau d’entrée",
    "exit_level": "Niveau de sortie",
    "audience": "Public visé",
    "objectives": "Objectifs",
    "content": "Programme",
    "methods": "Méthodes",
    "assessment": "Évaluation",
    "expected_results": "Résultats attendus",
    "formacodes": "Formacodes",
    "prerequisites": "Prérequis",
    "access_conditions": "Conditions d’accès",
    "access_delay": "Délai d’accès",
    "accessibility": "Accessibilité",
    "disability_contact": "Référent handicap",
    "contact_name": "Contact",
    "contact_email": "Courriel",
    "contact_phone": "Téléphone",
    "price_cents": "Prix",
    "price_note": "Précisions sur le prix",
    "is_certifying": "Certifiante",
    "certification": "Certification",
    "teaches": "Compétences visées",
    "presupposes": "Compétences attendues à l’entrée",
}


@dataclass(frozen=True)
class Difference:
    """One thing said otherwise."""

    field: str
    label: str
    before: Any
    after: Any

    @property
    def is_sensitive(self) -> bool:
        return self.field in SENSITIVE


def differences(before: Syllabus, after: Syllabus) -> list[Difference]:
    """What a revision changes, in the order of the form."""
    return [
        Difference(name, label, getattr(before, name), getattr(after, name))
        for name, label in FIELD_LABELS.items()
        if getattr(before, name) != getattr(after, name)
    ]
