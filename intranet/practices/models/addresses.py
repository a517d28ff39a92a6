"""The addresses that sheets had before the present one."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.db import Model

PAGES = frozenset({"nouvelle", "mes-fiches", "importer", "questions-ouvertes"})  # of no sheet


class FormerSlug(Model):
    """An address that a practice had: it leads to the present one for ever."""

    __tablename__ = "former_slug"

    slug: Mapped[str] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
