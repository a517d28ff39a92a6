"""The capture board of a stage: one line a presentation, each becoming a sheet to be written."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.events.models import Talk
from intranet.kit.db import Dated, Model
from intranet.members.models import Member
from intranet.practices.models import Practice
from intranet.tour.models.tours import Stage


class Capture(Dated, Model):
    """What was noted on a phone during a stage. A `nonce` makes a line sent twice one line."""

    __tablename__ = "capture"

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"), index=True)
    talk_id: Mapped[int | None] = mapped_column(ForeignKey("talk.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    presenter_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    presenter_name: Mapped[str] = mapped_column(String(120), default="")
    nonce: Mapped[str] = mapped_column(String(40), unique=True)
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id"), unique=True)
    due_on: Mapped[date | None]
    dropped_at: Mapped[datetime | None]

    stage: Mapped[Stage] = relationship()
    talk: Mapped[Talk | None] = relationship()
    noted_by: Mapped[Member | None] = relationship(foreign_keys=[noted_by_id])
    presenter: Mapped[Member | None] = relationship(foreign_keys=[presenter_id])
    practice: Mapped[Practice | None] = relationship()


class TalkSheet(Model):
    """The sheet that a presentation became."""

    __tablename__ = "talk_sheet"

    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id"), primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), unique=True)

    talk: Mapped[Talk] = relationship()
    practice: Mapped[Practice] = relationship()
