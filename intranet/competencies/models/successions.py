"""What became of each item from one edition to the next, and what that asks of people."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.db import Model


class SuccessionKind(StrEnum):
    """What happened to an item between two editions."""

    EDITED = "edited"
    MOVED = "moved"
    REPLACED = "replaced"
    SPLIT = "split"
    MERGED = "merged"
    RETIRED = "retired"


SUCCESSION_LABELS = {
    SuccessionKind.EDITED: "Modifiée",
    SuccessionKind.MOVED: "Déplacée",
    SuccessionKind.REPLACED: "Remplacée",
    SuccessionKind.SPLIT: "Scindée",
    SuccessionKind.MERGED: "Fusionnée",
    SuccessionKind.RETIRED: "Retirée",
}


class AlreadyConfirmed(Exception):
    """What an edition asked to confirm was confirmed by somebody else."""


class Carrying(StrEnum):
    """What happens to what was said of the item."""

    CARRY = "carry"
    CONFIRM = "confirm"
    ARCHIVE = "archive"


class Succession(Model):
    """An item of one edition that is not the same in the next. Unchanged items have no row."""

    __tablename__ = "succession"
    __table_args__ = (
        Index(
            "uq_succession_from_to",
            "from_edition_id",
            "to_edition_id",
            "from_competency_id",
            "to_competency_id",
            unique=True,
        ),
        Index("ix_succession_from_competency_id", "from_competency_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    from_edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    to_edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    from_competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    to_competency_id: Mapped[int | None] = mapped_column(ForeignKey("competency.id"))
    kind: Mapped[SuccessionKind]
    carrying: Mapped[Carrying]
