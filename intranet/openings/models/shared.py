"""Shared posts: two part-time openings of neighbours that one person could hold."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.members.models import Member
from intranet.openings.models.openings import Opening

NEIGHBOURS_WITHIN = 40  # km


class PairAlreadyAnswered(Exception):
    """A colleague answered for this side since the page was read."""


class SharedPost(Dated, Model):
    """Two part-time openings within 40 km that could be one post: told once to both recruiters."""

    __tablename__ = "shared_post"
    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        CheckConstraint("one_id < other_id", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    one_id: Mapped[int] = mapped_column(ForeignKey("opening.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("opening.id"), index=True)
    distance_km: Mapped[int]
    one_accepts: Mapped[bool | None]  # None: no answer yet
    one_answered_at: Mapped[datetime | None]
    one_answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    other_accepts: Mapped[bool | None]
    other_answered_at: Mapped[datetime | None]
    other_answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    one: Mapped[Opening] = relationship(foreign_keys=[one_id])
    other: Mapped[Opening] = relationship(foreign_keys=[other_id])
    one_answered_by: Mapped[Member | None] = relationship(foreign_keys=[one_answered_by_id])
    other_answered_by: Mapped[Member | None] = relationship(foreign_keys=[other_answered_by_id])

    @property
    def address(self) -> str:
        """The one page of the pair."""
        return f"/offres/postes-partages/{self.id}"

    @property
    def is_agreed(self) -> bool:
        """Both employers would share: candidates may know."""
        return bool(self.one_accepts and self.other_accepts)

    @property
    def is_declined(self) -> bool:
        return self.one_accepts is False or self.other_accepts is False

    @property
    def share(self) -> int:
        """What both make of a full-time post, in percents."""
        return (self.one.work_share or 0) + (self.other.work_share or 0)
