"""The files that are joined to practices."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.kit.files import Attachment
from intranet.practices.models.practices import Practice


class PracticeDocument(Dated, Model):
    """A file joined to a practice; only the versions that name it show it."""

    __tablename__ = "practice_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    practice: Mapped[Practice] = relationship(back_populates="documents")
    attachment: Mapped[Attachment] = relationship()
