"""Immersions: one to five days in another territory, to learn from whoever does the job there."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.competencies.models import Competency
from intranet.kit.canonical import digest
from intranet.kit.clock import in_paris
from intranet.kit.db import Dated, Model
from intranet.members.models import Member
from intranet.organizations.models import Organization
from intranet.places.models import Municipality

MOST_DAYS = 5  # of a slot, in a row
WAITING = "state = 'asked'"


class Immersion(Dated, Model):
    """What an organization offers: where, what one may learn there, on which days."""

    __tablename__ = "immersion"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    title: Mapped[str] = mapped_column(String(100))
    about: Mapped[str] = mapped_column(Text, default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    organization: Mapped[Organization] = relationship()
    author: Mapped[Member] = relationship()
    municipality: Mapped[Municipality] = relationship()
    skills: Mapped[list[ImmersionSkill]] = relationship(
        order_by="ImmersionSkill.id", cascade="all, delete-orphan"
    )
    slots: Mapped[list[ImmersionSlot]] = relationship(
        back_populates="immersion", order_by="ImmersionSlot.starts_on", cascade="all, delete-orphan"
    )

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"/offres/immersions/{self.id}"

    @property
    def stamp(self) -> str:
        """What a form holds of the words that it shows."""
        return digest(
            [
                (self.title, self.municipality_code, self.about, self.conditions),
                sorted((skill.competency_id, skill.level) for skill in self.skills),
                sorted((str(slot.starts_on), slot.days, slot.places) for slot in self.slots),
            ]
        )


class ImmersionSkill(Model):
    """An item of the referential that one may work on there, and up to which level."""

    __tablename__ = "immersion_skill"
    __table_args__ = (
        UniqueConstraint("immersion_id", "competency_id"),
        CheckConstraint("level BETWEEN 1 AND 4", name="on_scale"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    immersion_id: Mapped[int] = mapped_column(ForeignKey("immersion.id"))
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"), index=True)
    level: Mapped[int]

    competency: Mapped[Competency] = relationship()


class ImmersionSlot(Model):
    """One to five days in a row, and how many people may come."""

    __tablename__ = "immersion_slot"
    __table_args__ = (
        CheckConstraint("days BETWEEN 1 AND 5", name="one_to_five_days"),
        CheckConstraint("taken BETWEEN 0 AND places", name="no_more_than_places"),
        UniqueConstraint("immersion_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    immersion_id: Mapped[int] = mapped_column(ForeignKey("immersion.id"))
    starts_on: Mapped[date] = mapped_column(index=True)
    days: Mapped[int]
    places: Mapped[int] = mapped_column(default=1)  # none: offered no more, once asked for
    taken: Mapped[int] = mapped_column(default=0)

    immersion: Mapped[Immersion] = relationship(back_populates="slots")

    @property
    def last_on(self) -> date:
        """Its last day; the days follow one another."""
        return self.starts_on + timedelta(days=self.days - 1)

    @property
    def left(self) -> int:
        return self.places - self.taken

    def is_open(self, on: date) -> bool:
        """Whether one may still ask for it."""
        return self.starts_on > on and self.left > 0


class RequestState(StrEnum):
    """What became of somebody's request."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"  # once accepted: nobody came
    INTERRUPTED = "interrupted"  # once begun: some of the days were spent


# What was neither declined nor ended before its time.
STANDING_STATES = frozenset({RequestState.ASKED, RequestState.ACCEPTED})
REQUEST_LABELS = {
    RequestState.ASKED: "Demandée",
    RequestState.ACCEPTED: "Acceptée",
    RequestState.DECLINED: "Déclinée",
    RequestState.WITHDRAWN: "Retirée",
    RequestState.CANCELLED: "Annulée",
    RequestState.INTERRUPTED: "Interrompue",
}
# Somebody came, or is to come: an agreement binds their employers.
AGREED_STATES = frozenset({RequestState.ACCEPTED, RequestState.INTERRUPTED})


class RequestAlreadyMoved(Exception):
    """Somebody answered this request, or withdrew it, since it was read."""


class ImmersionChanged(Exception):
    """Somebody said it otherwise since it was read."""


class NoPlaceLeft(Exception):
    """Every place of the slot was given in the meantime."""


class ImmersionRequest(Dated, Model):
    """A member asks for the days of a slot; what they say of them afterwards."""

    __tablename__ = "immersion_request"
    __table_args__ = (
        Index(
            "uq_immersion_request_waiting",
            "immersion_id",
            "member_id",
            unique=True,
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
        CheckConstraint(
            "(state = 'asked') = (decided_at IS NULL)", name="decided_once_it_is_no_longer_asked"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    immersion_id: Mapped[int] = mapped_column(ForeignKey("immersion.id"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("immersion_slot.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    message: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[RequestState] = mapped_column(default=RequestState.ASKED)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    reply: Mapped[str] = mapped_column(Text, default="")
    feedback: Mapped[str] = mapped_column(Text, default="")
    feedback_at: Mapped[datetime | None]
    # What they show for their levels is theirs to take away: then nothing of it is left here.
    evidence_id: Mapped[int | None] = mapped_column(
        ForeignKey("evidence.id", ondelete="SET NULL"), index=True
    )

    immersion: Mapped[Immersion] = relationship()
    slot: Mapped[ImmersionSlot] = relationship()
    member: Mapped[Member] = relationship(foreign_keys=[member_id])
    decided_by: Mapped[Member | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def address(self) -> str:
        """Where both sides follow it."""
        return f"/offres/immersions/demandes/{self.id}"

    @property
    def last_on(self) -> date:
        """The last day they come: that of the slot, unless it was cut short."""
        if self.state is RequestState.INTERRUPTED and self.decided_at:
            return in_paris(self.decided_at).date()
        return self.slot.last_on

    def stands(self, on: date) -> bool:
        """Waits for an answer, or days are to come: one at a time for a person and an immersion."""
        return self.state in STANDING_STATES and (self.decided_at is None or self.last_on >= on)

    def is_over(self, on: date) -> bool:
        """The days were spent, or some of them: one may tell what they brought."""
        if self.state is RequestState.INTERRUPTED:
            return True
        return self.state is RequestState.ACCEPTED and self.slot.last_on < on
