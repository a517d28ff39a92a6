"""Sheets that come from a file: what each line would do, what it did, and how to take it back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.members.models import Member
from intranet.organizations.models import Organization
from intranet.practices.models.practices import Practice


class BatchState(StrEnum):
    """A trial writes nothing."""

    TRIAL = "trial"
    APPLIED = "applied"
    UNDONE = "undone"


class LineAction(StrEnum):
    """What a line does."""

    CREATE = "create"
    UPDATE = "update"
    SAME = "same"
    CONFLICT = "conflict"
    REFUSED = "refused"


class SheetBatch(Dated, Model):
    """One file of sheets for one structure."""

    __tablename__ = "sheet_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[BatchState] = mapped_column(default=BatchState.TRIAL)
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship()
    member: Mapped[Member] = relationship()
    lines: Mapped[list[SheetLine]] = relationship(
        back_populates="batch", order_by="SheetLine.number", cascade="all, delete-orphan"
    )


class SheetLine(Model):
    """One line of such a file."""

    __tablename__ = "sheet_line"

    batch_id: Mapped[int] = mapped_column(ForeignKey("sheet_batch.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # as the spreadsheet numbers it
    key: Mapped[str] = mapped_column(String(100), default="")
    action: Mapped[LineAction]
    message: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    before: Mapped[dict[str, Any] | None]
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("practice_version.id"))

    batch: Mapped[SheetBatch] = relationship(back_populates="lines")
    practice: Mapped[Practice | None] = relationship()
