"""Openings that come from elsewhere: a file between its preview and its use, and what it did."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.members.models import Member


class ImportFormat(StrEnum):
    """What openings are brought in."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class OpeningImport(Dated, Model):
    """A file of openings brought by an animator: previewed, applied once, undone once."""

    __tablename__ = "opening_import"
    __table_args__ = (
        CheckConstraint("undone_at IS NULL OR applied_at IS NOT NULL", name="undone_once_applied"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    format: Mapped[ImportFormat]
    name: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(40))  # of the references that it holds
    publishes: Mapped[bool] = mapped_column(default=False)  # what is complete goes online
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    # What it did: {opening id: what it said before, or None where it did not exist}.
    did: Mapped[dict[str, Any]] = mapped_column(default=dict)

    member: Mapped[Member] = relationship()


class RelayedApplication(Model):
    """A message passed on to an employer who is written to by e-mail: who and when, not what."""

    __tablename__ = "relayed_application"
    __table_args__ = (UniqueConstraint("opening_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    at: Mapped[datetime]


def source_of(organization_id: int) -> str:
    """Where the references of a file of its own are numbered."""
    return f"structure-{organization_id}"
