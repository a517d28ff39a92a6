"""What is said about a thing, where, by whom and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Model
from intranet.members.models import Member


class NothingToAnswer(Exception):
    """The remark is about something else, is hidden, or never was."""


class Comment(Model):
    """A remark on a thing (or on one field of it), or an answer to one."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_subject_type_subject_id", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str] = mapped_column(String(20))  # proposal, competency, practice…
    subject_id: Mapped[int]
    field: Mapped[str] = mapped_column(String(60), default="")  # where on the thing
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    author: Mapped[Member] = relationship(foreign_keys=[author_id])
    hidden_by: Mapped[Member | None] = relationship(foreign_keys=[hidden_by_id])
