"""What a meeting is: when and where as far as is known, who held it, and who says so."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.organizations.models import Organization
from intranet.places.models import Region


class Happening(StrEnum):
    """What becomes of a meeting; whether it is published is another matter (`published_at`)."""

    SCHEDULED = "scheduled"
    HELD = "held"
    CANCELLED = "cancelled"


HAPPENING_LABELS = {
    Happening.SCHEDULED: "À venir",
    Happening.HELD: "Passée",
    Happening.CANCELLED: "Annulée",
}

event_region = Table(
    "event_region",
    Model.metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("region_code", ForeignKey("region.code"), primary_key=True, index=True),
)


class Event(Dated, Model):
    """A meeting. Without a day it stays dateless; only its state then says that it was held."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date | None] = mapped_column(index=True)
    date_note: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    programme: Mapped[list[str]] = mapped_column(default=list)
    happening: Mapped[Happening] = mapped_column(default=Happening.SCHEDULED)
    published_at: Mapped[datetime | None]
    source_title: Mapped[str | None]
    source_url: Mapped[str | None]
    source_date: Mapped[str | None]

    regions: Mapped[list[Region]] = relationship(secondary=event_region, order_by=Region.name)
    organizers: Mapped[list[Organizer]] = relationship(
        back_populates="event", order_by="Organizer.position", cascade="all, delete-orphan"
    )

    def is_over(self, on: date) -> bool:
        """Held, or its day is gone."""
        gone = self.starts_on is not None and self.starts_on < on
        return gone or self.happening is Happening.HELD


class Organizer(Model):
    """Who holds a meeting, by the name its source gives, and its page where we know it."""

    __tablename__ = "organizer"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)

    event: Mapped[Event] = relationship(back_populates="organizers")
    organization: Mapped[Organization | None] = relationship()
