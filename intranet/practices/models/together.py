"""Several hands on one sheet: what each save wrote, who is there, and whose it becomes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.members.models import Member
from intranet.organizations.models import Organization
from intranet.practices.models.practices import Practice


class SheetSave(Model):
    """What a sheet said under one lock: what later forms, opened from it, are merged from."""

    __tablename__ = "sheet_save"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), primary_key=True)
    lock_version: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[dict[str, Any]]
    answers: Mapped[dict[str, Any]]  # who answers for it, how often it is verified
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime] = mapped_column(index=True)


class SheetWriter(Model):
    """Somebody has the form of a sheet open; a hint for the others, never a lock."""

    __tablename__ = "sheet_writer"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    seen_at: Mapped[datetime]

    member: Mapped[Member] = relationship()


class PracticeTransfer(Dated, Model):
    """A sheet passes from one structure to another once the referents of both have accepted."""

    __tablename__ = "practice_transfer"
    __table_args__ = (
        Index(
            "uq_practice_transfer_open",
            "practice_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    giver_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    taker_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    given_at: Mapped[datetime | None]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    taken_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]  # accepted by both, or given up by one

    practice: Mapped[Practice] = relationship()
    giver: Mapped[Organization] = relationship(foreign_keys=[giver_id])
    taker: Mapped[Organization] = relationship(foreign_keys=[taker_id])
    asked_by: Mapped[Member] = relationship(foreign_keys=[asked_by_id])
