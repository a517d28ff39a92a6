"""A guide and its editions: the latest is read first, older ones stay readable and marked."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.kit.files import Attachment
from intranet.organizations.models import Organization


class NumberIsTaken(Exception):
    """Another edition of the guide bears this number."""


class Guide(Dated, Model):
    """A guide of the network."""

    __tablename__ = "guide"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)

    owner: Mapped[Organization | None] = relationship()
    editions: Mapped[list[GuideEdition]] = relationship(
        back_populates="guide", order_by="GuideEdition.position.desc()"
    )

    @property
    def address(self) -> str:
        return f"/guides/{self.slug}"


class GuideEdition(Dated, Model):
    """One edition: its number, its day, what is new in it."""

    __tablename__ = "guide_edition"
    __table_args__ = (
        UniqueConstraint("guide_id", "number"),
        UniqueConstraint("guide_id", "position"),
        CheckConstraint("position > 0", name="counted_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guide_id: Mapped[int] = mapped_column(ForeignKey("guide.id"))
    number: Mapped[str] = mapped_column(String(20))  # V3
    position: Mapped[int]
    dated_on: Mapped[date]
    body: Mapped[str] = mapped_column(Text, default="")
    whats_new: Mapped[str] = mapped_column(Text, default="")
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    lock_version: Mapped[int] = mapped_column(default=1)

    guide: Mapped[Guide] = relationship(back_populates="editions")
    attachment: Mapped[Attachment | None] = relationship()
