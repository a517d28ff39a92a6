"""What a meeting is: when and where as far as is known, who held it, and who says so.

Whether it is published and what becomes of it are two things: a meeting that was published and is
cancelled stays in the agenda, and says so. Whether it is full is computed, and never stored.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.bookings.models import (
    PARIS,
    VIDEO_LINK_FROM,
    Bookable,
    first_instant,
    hour,
    instant,
    last_instant,
)
from intranet.kit.db import Dated, Model
from intranet.kit.texts import day, from_to
from intranet.members.models import Member
from intranet.organizations.models import Organization
from intranet.places.models import Municipality, Region

if TYPE_CHECKING:
    from intranet.events.models.talks import Talk


class Happening(StrEnum):
    """What becomes of a meeting; whether it is published is another matter (`published_at`)."""

    SCHEDULED = "scheduled"
    RESCHEDULED = "rescheduled"
    MOVED_ONLINE = "moved_online"
    POSTPONED = "postponed"
    HELD = "held"
    CANCELLED = "cancelled"


HAPPENING_LABELS = {
    Happening.SCHEDULED: "À venir",
    Happening.RESCHEDULED: "Déplacée",
    Happening.MOVED_ONLINE: "À distance désormais",
    Happening.POSTPONED: "Reportée",
    Happening.HELD: "Passée",
    Happening.CANCELLED: "Annulée",
}
HAPPENING_TONES = {
    Happening.RESCHEDULED: "warn",
    Happening.MOVED_ONLINE: "warn",
    Happening.POSTPONED: "warn",
    Happening.HELD: "quiet",
    Happening.CANCELLED: "bad",
}
CALLED_OFF = frozenset({Happening.POSTPONED, Happening.CANCELLED})


class Moderation(StrEnum):
    """Where a meeting stands before those who animate the agenda; read from its dates."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REFUSED = "refused"
    PUBLISHED = "published"


MODERATION_LABELS = {
    Moderation.DRAFT: "Brouillon",
    Moderation.SUBMITTED: "À publier",
    Moderation.REFUSED: "Non publiée",
    Moderation.PUBLISHED: "Publiée",
}
# What the place offers, by the words of schema.org (accessibilityFeature) where there are some.
ACCESS_LABELS = {
    "wheelchair": "Accès de plain-pied ou par ascenseur (PMR)",
    "signing": "Interprète en langue des signes (LSF)",
    "captions": "Sous-titrage ou transcription en direct",
    "induction": "Boucle à induction magnétique",
    "parking": "Stationnement réservé à proximité",
}


class EventChanged(Exception):
    """Somebody else changed the meeting since it was read; nothing was written."""


event_region = Table(
    "event_region",
    Model.metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("region_code", ForeignKey("region.code"), primary_key=True, index=True),
)


class Event(Dated, Model):
    """A meeting. Without a day it stays dateless; only its state then says that it was held."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR starts_on <= ends_on",
            name="begins_before_it_ends",
        ),
        CheckConstraint("refused_at IS NULL OR published_at IS NULL", name="refused_or_published"),
        # What the agenda lists, with what its order is made of; and what awaits a decision.
        Index(
            "ix_event_published",
            *("starts_on", "ends_on", "happening", "id"),
            sqlite_where=text("published_at IS NOT NULL"),
            postgresql_where=text("published_at IS NOT NULL"),
        ),
        Index(
            "ix_event_unpublished",
            "submitted_at",
            sqlite_where=text("published_at IS NULL"),
            postgresql_where=text("published_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date | None] = mapped_column(index=True)
    date_note: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    programme: Mapped[list[str]] = mapped_column(default=list)
    ends_on: Mapped[date | None] = mapped_column(index=True)
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"))
    is_remote: Mapped[bool] = mapped_column(default=False)
    # Where people register; the hours of its slots are those of its place.
    bookable_id: Mapped[int | None] = mapped_column(ForeignKey("bookable.id"), unique=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    access_features: Mapped[list[str]] = mapped_column(default=list)  # of the place: ramp, signing…
    minutes: Mapped[str] = mapped_column(Text, default="")  # the account of what was said
    minutes_published_at: Mapped[datetime | None]
    minutes_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    lock_version: Mapped[int] = mapped_column(default=1)
    happening: Mapped[Happening] = mapped_column(default=Happening.SCHEDULED)
    previous_starts_on: Mapped[date | None]  # before it moved, or was postponed
    submitted_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[str] = mapped_column(Text, default="")  # of a refusal, or why it is called off
    # Without it, one registers nowhere, or elsewhere.
    takes_registrations: Mapped[bool] = mapped_column(default=False)
    registration_url: Mapped[str] = mapped_column(String(500), default="")
    access_contact: Mapped[str] = mapped_column(String(200), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    source_title: Mapped[str | None]
    source_url: Mapped[str | None]
    source_date: Mapped[str | None]

    bookable: Mapped[Bookable | None] = relationship()
    municipality: Mapped[Municipality | None] = relationship()
    author: Mapped[Member | None] = relationship(foreign_keys=[author_id])
    minutes_by: Mapped[Member | None] = relationship(foreign_keys=[minutes_by_id])
    decided_by: Mapped[Member | None] = relationship(foreign_keys=[decided_by_id])
    talks: Mapped[list[Talk]] = relationship(
        back_populates="event", order_by="Talk.starts_local, Talk.id"
    )
    regions: Mapped[list[Region]] = relationship(secondary=event_region, order_by=Region.slug)
    organizers: Mapped[list[Organizer]] = relationship(
        back_populates="event", order_by="Organizer.position", cascade="all, delete-orphan"
    )

    def is_over(self, on: date) -> bool:
        """Held, or its last day is gone."""
        last = self.ends_on or self.starts_on
        gone = last is not None and last < on
        return gone or self.happening is Happening.HELD

    def became(self, on: date) -> Happening:
        """What became of it: what was called off was not held."""
        return Happening.HELD if self.is_over(on) and not self.is_called_off else self.happening

    def day_at(self, at: datetime) -> date:
        """The day that it is there."""
        return at.astimezone(ZoneInfo(self.tz)).date()

    @property
    def moderation(self) -> Moderation:
        if self.published_at:
            return Moderation.PUBLISHED
        if self.refused_at:
            return Moderation.REFUSED
        return Moderation.SUBMITTED if self.submitted_at else Moderation.DRAFT

    @property
    def is_called_off(self) -> bool:
        return self.happening in CALLED_OFF

    @property
    def is_cancelled(self) -> bool:
        return self.happening is Happening.CANCELLED

    @property
    def tz(self) -> str:
        return self.bookable.tz if self.bookable else PARIS

    @property
    def starts_at(self) -> datetime | None:
        """Its first instant: by the hours of its slots, else when its first day begins there."""
        if self.starts_on is None:
            return None
        slots = self.bookable.slots if self.bookable else []
        if slots:
            return instant(min(slot.starts_local for slot in slots), self.tz)
        return first_instant(self.starts_on, self.tz)

    @property
    def ends_at(self) -> datetime | None:
        if self.starts_on is None:
            return None
        slots = self.bookable.slots if self.bookable else []
        if slots:
            return instant(max(slot.ends_local for slot in slots), self.tz)
        return last_instant(self.ends_on or self.starts_on, self.tz)

    @property
    def address(self) -> str:
        return f"/agenda/{self.slug}"

    @property
    def region_codes(self) -> list[str]:
        return [region.code for region in self.regions]

    @property
    def organizer_names(self) -> str:
        return ", ".join(organizer.name for organizer in self.organizers)

    @property
    def venue(self) -> str:
        """« Palais des congrès, Nancy », « À distance »."""
        if self.is_remote:
            return "À distance"
        city = self.municipality.name if self.municipality else ""
        return ", ".join(
            part for part in (self.place, city if city not in self.place else "") if part
        )

    @property
    def dates(self) -> str:
        """« le 4 mars 2027, de 9 h à 12 h 30 », « du 4 au 5 mars 2027 »; or what is known of them."""
        if self.starts_on is None:
            return self.date_note or "sans date connue"
        last = self.ends_on or self.starts_on
        if last != self.starts_on:
            return from_to(self.starts_on, last)
        slots = self.bookable.slots if self.bookable else []
        if not slots:
            return f"le {day(self.starts_on)}"
        starts = min(slot.starts_local for slot in slots)
        ends = max(slot.ends_local for slot in slots)
        return f"le {day(self.starts_on)}, de {hour(starts)} à {hour(ends)}"

    def in_paris(self) -> str:
        """Its hours for who reads in Paris, where they are others than those of the place."""
        starts, slots = self.starts_at, self.bookable.slots if self.bookable else []
        if starts is None or not slots:
            return ""
        here, there = starts.astimezone(ZoneInfo(PARIS)), starts.astimezone(ZoneInfo(self.tz))
        if here.utcoffset() == there.utcoffset():
            return ""
        other_day = f" le {day(here.date())}" if here.date() != there.date() else ""
        return f"{hour(here)} à Paris{other_day}"

    def shows_video_link(self, at: datetime) -> bool:
        """From the day before, until it is over: to whoever has a seat alone."""
        starts, ends = self.starts_at, self.ends_at
        if not (self.bookable and self.bookable.remote_url and starts and ends):
            return False
        return not self.is_called_off and starts - VIDEO_LINK_FROM <= at < ends

    def is_held_by(self, organization_id: int | None) -> bool:
        return organization_id is not None and organization_id in {
            organizer.organization_id for organizer in self.organizers
        }


class Organizer(Model):
    """Who holds a meeting, by the name its source gives, and its page where we know it."""

    __tablename__ = "organizer"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)

    event: Mapped[Event] = relationship(back_populates="organizers")
    organization: Mapped[Organization | None] = relationship()
