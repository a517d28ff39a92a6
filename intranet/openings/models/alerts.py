"""A search that somebody keeps; it becomes an alert only if they ask."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.members.models import Member


class Frequency(StrEnum):
    """How often a kept search is told by letter."""

    NEVER = "never"
    IMMEDIATE = "immediate"  # once an hour at most
    DAILY = "daily"
    WEEKLY = "weekly"


FREQUENCY_LABELS = {
    Frequency.NEVER: "Jamais : je consulte quand je veux",
    Frequency.IMMEDIATE: "Dès qu’une offre paraît (un courriel par heure au plus)",
    Frequency.DAILY: "Une fois par jour",
    Frequency.WEEKLY: "Une fois par semaine",
}


class SavedSearch(Dated, Model):
    """A search of openings under a name: its canonical query string, and how often to tell."""

    __tablename__ = "saved_search"
    __table_args__ = (
        UniqueConstraint("member_id", "name"),
        Index(
            "ix_saved_search_told",
            "frequency",
            sqlite_where=text("frequency <> 'never' AND paused_at IS NULL"),
            postgresql_where=text("frequency <> 'never' AND paused_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(Text, default="")  # keys sorted, page and order left out
    frequency: Mapped[Frequency] = mapped_column(default=Frequency.NEVER)
    told_since: Mapped[datetime]  # only what came online after it is told
    last_run_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    pause_reason: Mapped[str] = mapped_column(String(40), default="")  # unsubscribed, unused…
    wanted_at: Mapped[datetime]  # when its author last said so
    asked_still_wanted_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship()


class AlertItem(Model):
    """An opening that was told to somebody: never twice."""

    __tablename__ = "alert_item"
    __table_args__ = (UniqueConstraint("member_id", "opening_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"), index=True)
    saved_search_id: Mapped[int | None] = mapped_column(
        ForeignKey("saved_search.id", ondelete="SET NULL")
    )
    told_at: Mapped[datetime]


class AlertRun(Model):
    """The one digest of a person for a slot of time (an hour, a day, a week)."""

    __tablename__ = "alert_run"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    slot: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime]
