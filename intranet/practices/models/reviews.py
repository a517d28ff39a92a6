"""What a review is: an animator reads a submitted version, section by section, and decides."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.clock import in_paris
from intranet.kit.db import Dated, Model
from intranet.members.models import Member

if TYPE_CHECKING:
    from intranet.practices.models.practices import Practice, PracticeVersion

REVIEW_DAYS = 5  # working days


BY_ANIMATOR, BY_EXPERT = 1, 2  # the levels of a review: one decides, the other gives an opinion


class Decision(StrEnum):
    """How a review ended; TAKEN_BACK is the owner's own doing."""

    PUBLISHED = "published"
    CORRECTIONS = "corrections"
    REFUSED = "refused"
    OPINION = "opinion"  # of an expert, bound to the version that was read
    TAKEN_BACK = "taken_back"


CRITERIA = {
    "clarity": "Clarté",
    "proof": "Preuves",
    "transfer": "Transférabilité",
    "novelty": "Originalité",
}
SCORE_LABELS = {0: "Insuffisant", 1: "À renforcer", 2: "Bon", 3: "Très bon"}
ESCALATE_DAYS = 10  # working days, from the submission
OPINION_REMINDER = timedelta(days=3)  # before it is due

DECISION_LABELS = {
    Decision.PUBLISHED: "Publiée",
    Decision.CORRECTIONS: "Corrections demandées",
    Decision.REFUSED: "Refusée",
    Decision.OPINION: "Avis d’expert",
    Decision.TAKEN_BACK: "Reprise par ses auteurs",
}


class AlreadyDecided(Exception):
    """Another animator decided first, or the owner took the sheet back."""


class Review(Dated, Model):
    """One reading of one version by the animators of its region: open until it is decided."""

    __tablename__ = "practice_review"
    __table_args__ = (
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_is_dated"),
        CheckConstraint("level IN (1, 2)", name="known_level"),
        Index(
            "uq_practice_review_open",
            "practice_id",
            unique=True,
            sqlite_where=text("decision IS NULL AND level = 1"),
            postgresql_where=text("decision IS NULL AND level = 1"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("practice_version.id"))
    level: Mapped[int] = mapped_column(default=BY_ANIMATOR)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    due_on: Mapped[date] = mapped_column(index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    reminded_on: Mapped[date | None]
    scores: Mapped[dict[str, Any]] = mapped_column(
        default=dict
    )  # of an opinion: 0 to 3 a criterion
    revoked_at: Mapped[datetime | None]
    escalated_on: Mapped[date | None]  # when it passed to a national animator
    decision: Mapped[Decision | None]
    text: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    practice: Mapped[Practice] = relationship(back_populates="reviews")
    version: Mapped[PracticeVersion] = relationship()
    reviewer: Mapped[Member | None] = relationship(foreign_keys=[reviewer_id])
    decided_by: Mapped[Member | None] = relationship(foreign_keys=[decided_by_id])
    notes: Mapped[list[ReviewNote]] = relationship(
        back_populates="review", order_by="ReviewNote.id", cascade="all, delete-orphan"
    )

    @property
    def remind_on(self) -> date:
        """When whoever was asked is reminded: the day an animator’s is due, before for an expert;
        never on the day they were asked.
        """
        if self.level == BY_ANIMATOR:
            return self.due_on
        asked_on = in_paris(self.created_at).date()
        return max(self.due_on - OPINION_REMINDER, asked_on + timedelta(days=1))

    @property
    def total(self) -> int:
        """Of an opinion, out of twelve."""
        return sum(int(score) for score in self.scores.values())

    def is_late(self, on: date) -> bool:
        return self.decision is None and self.due_on < on


class ReviewNote(Model):
    """What a reviewer asks of one section."""

    __tablename__ = "practice_review_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("practice_review.id"), index=True)
    section: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    resolved_at: Mapped[datetime | None]

    review: Mapped[Review] = relationship(back_populates="notes")
