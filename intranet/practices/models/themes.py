"""What sheets are sorted by."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.db import Model

practice_theme = Table(
    "practice_theme",
    Model.metadata,
    Column("practice_id", ForeignKey("practice.id"), primary_key=True),
    Column("theme_id", ForeignKey("theme.id"), primary_key=True, index=True),
)


class Theme(Model):
    """A subject; a sheet has a few."""

    __tablename__ = "theme"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
