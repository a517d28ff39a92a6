"""A session that somebody looks for, and the runs that answer those who ask."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.competencies.models import Competency
from intranet.courses.models import CourseRun
from intranet.kit.db import Dated, Model
from intranet.members.models import Member
from intranet.places.models import Region

OPEN = "answered_at IS NULL AND withdrawn_at IS NULL"


class AlreadyWished(Exception):
    """The same person asked for the same item, and waits for an answer."""


class NoLongerOpen(Exception):
    """It was answered, or taken back, since this page was opened."""


class TrainingWish(Dated, Model):
    """« Je cherche une session »: an item, a level to reach, a region. One open at a time for an item."""

    __tablename__ = "training_wish"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 4", name="on_scale"),
        CheckConstraint("(answered_at IS NULL) = (run_id IS NULL)", name="answered_by_a_run"),
        CheckConstraint("answered_at IS NULL OR withdrawn_at IS NULL", name="ended_once"),
        Index(
            "uq_training_wish_open",
            "member_id",
            "competency_id",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index("ix_training_wish_competency_id_region_code", "competency_id", "region_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))  # by which level is meant
    level: Mapped[int]
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    asked_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("course_run.bookable_id"), index=True)

    member: Mapped[Member] = relationship()
    competency: Mapped[Competency] = relationship()
    region: Mapped[Region] = relationship()
    run: Mapped[CourseRun | None] = relationship()

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None


class RunAnswer(Model):
    """A run that answered those who asked for an item. They were told first; those who follow it are
    told two days later.
    """

    __tablename__ = "run_answer"

    run_id: Mapped[int] = mapped_column(ForeignKey("course_run.bookable_id"), primary_key=True)
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"), primary_key=True)
    announced_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    told_first_at: Mapped[datetime] = mapped_column(index=True)
    told_all_at: Mapped[datetime | None]

    run: Mapped[CourseRun] = relationship()
    announced_by: Mapped[Member | None] = relationship()
