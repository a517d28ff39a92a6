"""A registration (inscription): one seat for one person, where it stands and what befell it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.bookings.models.bookables import Bookable
from intranet.kit.db import Dated, Model
from intranet.members.models import Member
from intranet.organizations.models import Organization


class RegistrationState(StrEnum):
    """Where a registration stands."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    REJECTED = "rejected"
    EXPIRED = "expired"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    LATE_CANCELLED = "late_cancelled"
    CANCELLED_BY_ORGANIZER = "cancelled_by_organiser"
    ATTENDED = "attended"
    NO_SHOW = "no_show"


REGISTRATION_LABELS = {
    RegistrationState.PENDING: "En attente d’accord",
    RegistrationState.CONFIRMED: "Confirmée",
    RegistrationState.WAITLISTED: "Sur liste d’attente",
    RegistrationState.OFFERED: "Place proposée",
    RegistrationState.REJECTED: "Refusée",
    RegistrationState.EXPIRED: "Proposition expirée",
    RegistrationState.DECLINED: "Proposition déclinée",
    RegistrationState.CANCELLED: "Annulée",
    RegistrationState.LATE_CANCELLED: "Annulée tardivement",
    RegistrationState.CANCELLED_BY_ORGANIZER: "Annulée par l’organisateur",
    RegistrationState.ATTENDED: "Présence établie",
    RegistrationState.NO_SHOW: "Absence constatée",
}
# A seat is taken by these; a pending one takes it only where the bookable says so.
SEATED = (RegistrationState.CONFIRMED, RegistrationState.OFFERED, RegistrationState.ATTENDED)
# The seat is theirs: an offer still waits for its answer.
ASSURED = (RegistrationState.CONFIRMED, RegistrationState.ATTENDED)
# Whoever had a seat when it began: attendance then says who came.
EXPECTED = (*ASSURED, RegistrationState.NO_SHOW)
# One of these at a time for a person and a bookable.
ACTIVE = (
    RegistrationState.PENDING,
    RegistrationState.WAITLISTED,
    RegistrationState.OFFERED,
    RegistrationState.CONFIRMED,
    RegistrationState.ATTENDED,
)
# What may still be given back, before the start.
LEAVABLE = (
    RegistrationState.PENDING,
    RegistrationState.WAITLISTED,
    RegistrationState.OFFERED,
    RegistrationState.CONFIRMED,
)
# Whoever asked does not have the seat yet.
AWAITING = tuple(state for state in LEAVABLE if state is not RegistrationState.CONFIRMED)
_ACTIVE = ", ".join(f"'{state.value}'" for state in ACTIVE)


NEEDS_KEPT = timedelta(days=30)  # after the end of the meeting


class SeatKind(StrEnum):
    """Where one sits: two counters under one lock."""

    ROOM = "room"
    REMOTE = "remote"


class Cause(StrEnum):
    """Why a registration moved."""

    ASKED = "asked"
    ASKED_FOR_ANOTHER = "asked_for_another"
    APPROVED = "approved"
    REFUSED = "refused"
    PROMOTED = "promoted"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    OUT_OF_ORDER = "out_of_order"
    CANCELLED = "cancelled"
    CALLED_OFF = "called_off"
    MOVED = "moved"
    NAMED = "named"
    ATTENDANCE = "attendance"
    ERASED = "erased"


class RegistrationAlreadyMoved(Exception):
    """Somebody else, or the clock, moved this registration since it was read."""


class RegistrationGroup(Dated, Model):
    """Seats that somebody asked for together, for their structure; their names may come later."""

    __tablename__ = "registration_group"
    __table_args__ = (CheckConstraint("seats > 1", name="several_seats"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True, default=lambda: str(uuid4()))
    bookable_id: Mapped[int] = mapped_column(ForeignKey("bookable.id"), index=True)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    seats: Mapped[int]
    accepts_split: Mapped[bool] = mapped_column(default=False)  # else it waits as a whole
    note: Mapped[str] = mapped_column(Text, default="")

    bookable: Mapped[Bookable] = relationship()
    requested_by: Mapped[Member] = relationship()
    organization: Mapped[Organization | None] = relationship()
    registrations: Mapped[list[Registration]] = relationship(
        back_populates="group", order_by="Registration.id"
    )


class Registration(Dated, Model):
    """One seat. Nobody holds two of one bookable; a group holds one row a seat, named or not.

    `rank` is given once under the lock of the bookable and never changed: positions are computed.
    """

    __tablename__ = "registration"
    __table_args__ = (
        Index(
            "uq_registration_active",
            "bookable_id",
            "member_id",
            unique=True,
            sqlite_where=text(f"state IN ({_ACTIVE})"),
            postgresql_where=text(f"state IN ({_ACTIVE})"),
        ),
        UniqueConstraint("bookable_id", "rank"),
        CheckConstraint(
            "state <> 'offered' OR offered_until IS NOT NULL", name="offered_until_an_instant"
        ),
        CheckConstraint(
            "state NOT IN ('cancelled', 'late_cancelled', 'cancelled_by_organiser')"
            " OR cancelled_at IS NOT NULL",
            name="cancelled_says_when",
        ),
        CheckConstraint("member_id IS NULL OR guest_name = ''", name="a_member_or_a_guest"),
        Index("ix_registration_bookable_id_state", "bookable_id", "state"),
        Index(
            "ix_registration_offered_until",
            "offered_until",
            sqlite_where=text("state = 'offered'"),
            postgresql_where=text("state = 'offered'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True, default=lambda: str(uuid4()))
    bookable_id: Mapped[int] = mapped_column(ForeignKey("bookable.id"))
    # Neither a member nor a guest: a seat of a group that has no name yet.
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    guest_name: Mapped[str] = mapped_column(String(120), default="")
    guest_email: Mapped[str] = mapped_column(String(254), default="")
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("registration_group.id"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    submission_token: Mapped[str] = mapped_column(
        String(80), unique=True, default=lambda: str(uuid4())
    )
    seat_kind: Mapped[SeatKind] = mapped_column(default=SeatKind.ROOM)
    state: Mapped[RegistrationState]
    rank: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)

    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Another run of the same course would do: anywhere (no region said), or in these regions.
    accepts_other_runs: Mapped[bool] = mapped_column(default=False)
    other_regions: Mapped[list[str]] = mapped_column(default=list)
    leaves_other_lists: Mapped[bool] = mapped_column(default=True)
    moved_from_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))

    # What the person needs, for the eyes of the one who arranges it; kept for NEEDS_KEPT.
    needs: Mapped[str] = mapped_column(Text, default="")
    has_needs: Mapped[bool] = mapped_column(default=False)

    manager_name: Mapped[str] = mapped_column(String(120), default="")
    manager_email: Mapped[str] = mapped_column(String(254), default="")
    asked_manager_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str] = mapped_column(Text, default="")
    offered_until: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(Text, default="")

    # Whether the provider was certified that day, and until when: told to those who pay.
    quality_until: Mapped[date | None]
    # The SEQUENCE of the dates that the person agreed to, after a move.
    kept_sequence: Mapped[int] = mapped_column(default=0)
    invited_at: Mapped[datetime | None]
    invitation_digest: Mapped[str] = mapped_column(String(64), default="")
    invitation_read_at: Mapped[datetime | None]
    # Of the documents that the person withdrew nothing else stays; they are issued again by name.
    withdrawn_kinds: Mapped[list[str]] = mapped_column(default=list)

    bookable: Mapped[Bookable] = relationship()
    member: Mapped[Member | None] = relationship(foreign_keys=[member_id])
    requested_by: Mapped[Member | None] = relationship(foreign_keys=[requested_by_id])
    decided_by: Mapped[Member | None] = relationship(foreign_keys=[decided_by_id])
    employer: Mapped[Organization | None] = relationship()
    group: Mapped[RegistrationGroup | None] = relationship(back_populates="registrations")
    events: Mapped[list[RegistrationEvent]] = relationship(
        back_populates="registration", order_by="RegistrationEvent.id"
    )

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def state_label(self) -> str:
        return REGISTRATION_LABELS[self.state]

    @property
    def is_unnamed(self) -> bool:
        """A seat of a group that nobody was said to take yet."""
        return self.member_id is None and not self.guest_name

    @property
    def holder_name(self) -> str:
        """Whose seat it is; one of a group may have no name yet."""
        return self.member.name if self.member else self.guest_name or "Place à nommer"

    @property
    def holder_key(self) -> str:
        """Who has the seat, as a link of theirs says it; nobody where it has no name."""
        return str(self.member_id) if self.member_id is not None else self.guest_email


class RegistrationEvent(Model):
    """A line of the history of a registration: rows are added, never changed."""

    __tablename__ = "registration_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    at: Mapped[datetime]
    from_state: Mapped[RegistrationState | None]
    to_state: Mapped[RegistrationState]
    cause: Mapped[Cause]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))  # None: the clock
    note: Mapped[str] = mapped_column(Text, default="")

    registration: Mapped[Registration] = relationship(back_populates="events")
    actor: Mapped[Member | None] = relationship()
