"""What is presented at a meeting, by whom, with what they let be shown."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.events.models.events import Event
from intranet.kit.db import Dated, Model
from intranet.kit.files import Attachment
from intranet.members.models import Member
from intranet.organizations.models import Organization


class TalkState(StrEnum):
    """Where a presentation stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    GIVEN = "given"
    PUBLISHED = "published"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


TALK_LABELS = {
    TalkState.PROPOSED: "Proposée",
    TalkState.ACCEPTED: "Retenue",
    TalkState.SCHEDULED: "Au programme",
    TalkState.GIVEN: "Présentée",
    TalkState.PUBLISHED: "Supports en ligne",
    TalkState.DECLINED: "Non retenue",
    TalkState.WITHDRAWN: "Retirée",
}


class MaterialReach(StrEnum):
    """Who may open what was shown."""

    EVERYONE = "everyone"
    NETWORK = "network"
    REGISTERED = "registered"
    ORGANISERS = "organisers"


class TalkAlreadyMoved(Exception):
    """Somebody else decided on this presentation since it was read."""


class Talk(Dated, Model):
    """One presentation. Its hours are those of the place; its track is a room of the programme."""

    __tablename__ = "talk"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 5 AND 480", name="lasts_a_while"),
        CheckConstraint(
            "state NOT IN ('scheduled', 'given', 'published') OR starts_local IS NOT NULL",
            name="scheduled_at_an_hour",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    abstract: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[TalkState] = mapped_column(default=TalkState.PROPOSED)
    starts_local: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    minutes: Mapped[int] = mapped_column(default=30)
    track: Mapped[str] = mapped_column(String(80), default="")
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    lock_version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship(back_populates="talks")
    proposed_by: Mapped[Member | None] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Member | None] = relationship(foreign_keys=[decided_by_id])
    speakers: Mapped[list[Speaker]] = relationship(
        back_populates="talk", order_by="Speaker.id", cascade="all, delete-orphan"
    )
    materials: Mapped[list[Material]] = relationship(
        back_populates="talk", order_by="Material.id", cascade="all, delete-orphan"
    )


class Speaker(Dated, Model):
    """Who presents; without their consent nothing of theirs is shown, and it can be taken back."""

    __tablename__ = "speaker"

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), default="")  # to ask for their consent
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    consented_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]

    talk: Mapped[Talk] = relationship(back_populates="speakers")
    member: Mapped[Member | None] = relationship()
    organization: Mapped[Organization | None] = relationship()


class Material(Dated, Model):
    """Slides or a document of a presentation; a new version stands beside the older ones."""

    __tablename__ = "material"

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id"), index=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))
    label: Mapped[str] = mapped_column(String(120))
    licence: Mapped[str] = mapped_column(String(120), default="")
    reach: Mapped[MaterialReach] = mapped_column(default=MaterialReach.NETWORK)
    number: Mapped[int] = mapped_column(default=1)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    talk: Mapped[Talk] = relationship(back_populates="materials")
    attachment: Mapped[Attachment] = relationship()
