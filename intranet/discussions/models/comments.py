"""What is said about a thing, where, by whom and when; and who thinks that it should not stand."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.members.models import Member

OF_THE_NETWORK = "network"  # in place of a region: the referential, whoever speaks of it


class NothingToAnswer(Exception):
    """The remark is about something else, is hidden, or never was."""


class CommentKind(StrEnum):
    """Why somebody speaks: a remark, or one of the three things asked of a practice."""

    REMARK = "remark"
    QUESTION = "question"
    EXPERIENCE = "experience"
    CORRECTION = "correction"


COMMENT_LABELS = {
    CommentKind.REMARK: "Remarque",
    CommentKind.QUESTION: "Question",
    CommentKind.EXPERIENCE: "Retour d’expérience",
    CommentKind.CORRECTION: "Correction proposée",
}


class Comment(Model):
    """A remark on a thing (or on one field of it), or an answer to one."""

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_subject_type_subject_id", "subject_type", "subject_id"),
        Index(
            "ix_comment_open_question",
            "at",
            sqlite_where=text("kind = 'question' AND answered_at IS NULL"),
            postgresql_where=text("kind = 'question' AND answered_at IS NULL"),
        ),
        CheckConstraint(
            "answered_at IS NULL OR kind IN ('question', 'correction')", name="what_is_answered"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str] = mapped_column(String(20))  # proposal, competency, practice…
    subject_id: Mapped[int]
    field: Mapped[str] = mapped_column(String(60), default="")  # where on the thing
    kind: Mapped[CommentKind] = mapped_column(default=CommentKind.REMARK)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    # Who is expected to answer, and which answer its author, or they, took as the answer.
    awaited_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    answered_at: Mapped[datetime | None]
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    author: Mapped[Member] = relationship(foreign_keys=[author_id])
    awaited: Mapped[Member | None] = relationship(foreign_keys=[awaited_id])
    hidden_by: Mapped[Member | None] = relationship(foreign_keys=[hidden_by_id])


class CommentReport(Dated, Model):
    """A member says that a remark should not stand; animators look at it."""

    __tablename__ = "comment_report"
    __table_args__ = (UniqueConstraint("comment_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    comment: Mapped[Comment] = relationship()
    member: Mapped[Member] = relationship(foreign_keys=[member_id])
