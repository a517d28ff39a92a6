"""What is kept for one reader of the whole site: what they lately searched."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.db import Model

LONGEST_KEPT = 120


class RecentSearch(Model):
    """Words that a member searched, as they wrote them last; nobody else reads them."""

    __tablename__ = "recent_search"
    __table_args__ = (UniqueConstraint("member_id", "folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    folded: Mapped[str] = mapped_column(String(LONGEST_KEPT))
    words: Mapped[str] = mapped_column(String(LONGEST_KEPT))
    at: Mapped[datetime]
