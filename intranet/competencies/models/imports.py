"""A file that somebody brings: kept between its preview and its use."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.db import Dated, Model


class FileFormat(StrEnum):
    """What the referential is exchanged in."""

    CASE = "case"
    CSV = "csv"
    MOODLE = "moodle"
    XLSX = "xlsx"


class ImportedFile(Dated, Model):
    """A referential sent by a member: previewed first, then brought into the draft once."""

    __tablename__ = "imported_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    format: Mapped[FileFormat]
    name: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    retires_absent: Mapped[bool] = mapped_column(default=False)
    applied_at: Mapped[datetime | None]
