"""What a course changed for somebody: the level before, at the end, and two months later."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.bookings.models import Registration
from intranet.competencies.models import Competency, Edition
from intranet.kit.db import Dated, Model
from intranet.members.models import Member


class AssessedBy(StrEnum):
    """How a level reached was established."""

    TEST = "test"
    CASE = "case"
    ROLE_PLAY = "role_play"
    PORTFOLIO = "portfolio"
    OBSERVATION = "observation"


ASSESSED_BY_LABELS = {
    AssessedBy.TEST: "Questionnaire",
    AssessedBy.CASE: "Étude de cas",
    AssessedBy.ROLE_PLAY: "Mise en situation",
    AssessedBy.PORTFOLIO: "Dossier présenté",
    AssessedBy.OBSERVATION: "Observation en situation de travail",
}


class CompetencyResult(Dated, Model):
    """One person, one run, one competency. Levels are those of the edition named (0: none yet)."""

    __tablename__ = "competency_result"
    __table_args__ = (
        UniqueConstraint("registration_id", "competency_id"),
        CheckConstraint("level_before BETWEEN 0 AND 4", name="before_is_a_level"),
        CheckConstraint("level_after BETWEEN 0 AND 4", name="after_is_a_level"),
        CheckConstraint("level_later BETWEEN 0 AND 4", name="later_is_a_level"),
        CheckConstraint(
            "(level_after IS NULL) = (assessed_at IS NULL)", name="assessed_at_an_instant"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"), index=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    level_before: Mapped[int | None]  # said by the person
    before_at: Mapped[datetime | None]
    level_after: Mapped[int | None]  # established by the trainer
    assessor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    method: Mapped[AssessedBy | None]
    note: Mapped[str] = mapped_column(Text, default="")
    assessed_at: Mapped[datetime | None]
    level_later: Mapped[int | None]  # said by the person, sixty days after
    later_at: Mapped[datetime | None]

    registration: Mapped[Registration] = relationship()
    competency: Mapped[Competency] = relationship()
    edition: Mapped[Edition] = relationship()
    assessor: Mapped[Member | None] = relationship()
