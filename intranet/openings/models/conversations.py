"""What recruiters and a candidate write to each other, and what recruiters keep for themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Model
from intranet.members.models import Member


class ApplicationMessage(Model):
    """A message between the candidate and the recruiters of an opening."""

    __tablename__ = "application_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("job_application.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]  # by the other side

    author: Mapped[Member] = relationship()


class ApplicationNote(Model):
    """A note of the recruiters about a candidate, never shown to them but in their own export."""

    __tablename__ = "application_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("job_application.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    author: Mapped[Member] = relationship()
