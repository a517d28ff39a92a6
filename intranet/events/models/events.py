"""What a meeting is: when and where as far as is known, who held it, and who says so."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.bookings.models import Bookable
from intranet.kit.db import Dated, Model
from intranet.members.models import Member
from intranet.organizations.models import Organization
from intranet.places.models import Municipality, Region

if TYPE_CHECKING:
    from intranet.events.models.talks import Talk


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
    ends_on: Mapped[date | None]
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"))
    is_remote: Mapped[bool] = mapped_column(default=False)
    # Where people register; the hours of its slots are those of its place.
    bookable_id: Mapped[int | None] = mapped_column(ForeignKey("bookable.id"), unique=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    access_features: Mapped[list[str]] = mapped_column(default=list)  # of the place: ramp, signing…
    minutes: Mapped[str] = mapped_column(Text, default="")  # the account of what was said
    minutes_published_at: Mapped[datetime | None]
    minutes_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    lock_version: Mapped[int] = mapped_column(default=1)
    happening: Mapped[Happening] = mapped_column(default=Happening.SCHEDULED)
    published_at: Mapped[datetime | None]
    source_title: Mapped[str | None]
    source_url: Mapped[str | None]
    source_date: Mapped[str | None]

    bookable: Mapped[Bookable | None] = relationship()
    municipality: Mapped[Municipality | None] = relationship()
    author: Mapped[Member | None] = relationship(foreign_keys=[author_id])
    minutes_by: Mapped[Member | None] = relationship(foreign_keys=[minutes_by_id])
    talks: Mapped[list[Talk]] = relationship(
        back_populates="event", order_by="Talk.starts_local, Talk.id"
    )
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
