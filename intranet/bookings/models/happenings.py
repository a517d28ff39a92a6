"""What befell a meeting as a whole: sure to be held, moved, postponed, called off, its sheets locked or opened again."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.bookings.models.bookables import Bookable
from intranet.kit.db import Model
from intranet.members.models import Member


class Befell(StrEnum):
    """What happened to a meeting."""

    CONFIRMED = "confirmed"
    MOVED = "moved"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    LOCKED = "locked"
    REOPENED = "reopened"


BEFELL_LABELS = {
    Befell.CONFIRMED: "Tenue confirmée",
    Befell.MOVED: "Dates, horaires ou lieu modifiés",
    Befell.POSTPONED: "Reportée",
    Befell.CANCELLED: "Annulée",
    Befell.COMPLETED: "Terminée",
    Befell.LOCKED: "Présences arrêtées",
    Befell.REOPENED: "Présences rouvertes",
}


class MeetingEvent(Model):
    """A line of the history of a meeting: rows are added, never changed."""

    __tablename__ = "meeting_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    bookable_id: Mapped[int] = mapped_column(ForeignKey("bookable.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))  # None: the clock
    what: Mapped[Befell]
    note: Mapped[str] = mapped_column(Text, default="")

    bookable: Mapped[Bookable] = relationship()
    actor: Mapped[Member | None] = relationship()
