"""Who was there (émargement): one line a person and a slot, and the trainer's own signature."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.bookings.models.bookables import Slot
from intranet.bookings.models.registrations import Registration
from intranet.kit.db import Dated, Model
from intranet.members.models import Member


class Presence(StrEnum):
    """Whether somebody was there for a slot."""

    PRESENT = "present"
    PARTLY = "partly"
    ABSENT = "absent"
    EXCUSED = "excused"


PRESENCE_LABELS = {
    Presence.PRESENT: "Présence",
    Presence.PARTLY: "Présence partielle",
    Presence.ABSENT: "Absence",
    Presence.EXCUSED: "Absence excusée",
}


class Method(StrEnum):
    """How a presence was taken down."""

    QR = "qr"
    CODE = "code"
    PAPER = "paper"
    MANUAL = "manual"


METHOD_LABELS = {
    Method.QR: "par le code affiché",
    Method.CODE: "à l’accueil, par le code de la personne",
    Method.PAPER: "sur la feuille signée",
    Method.MANUAL: "par l’organisateur",
}


class AttendanceIsLocked(Exception):
    """Fifteen days after the end, only an animator opens the sheet again."""


class Attendance(Dated, Model):
    """What is known of one person for one slot. A `nonce` makes a line sent twice one line."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("registration_id", "slot_id"),
        CheckConstraint("minutes >= 0", name="minutes_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), index=True)
    presence: Mapped[Presence]
    minutes: Mapped[int]
    method: Mapped[Method]
    signed_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    nonce: Mapped[str | None] = mapped_column(String(40), unique=True)

    registration: Mapped[Registration] = relationship()
    slot: Mapped[Slot] = relationship()
    recorded_by: Mapped[Member | None] = relationship()


class AttendanceChange(Model):
    """A correction: what was written before, by whom and why. Rows are added, never changed."""

    __tablename__ = "attendance_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    attendance_id: Mapped[int] = mapped_column(ForeignKey("attendance.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    presence_before: Mapped[Presence]
    minutes_before: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)

    attendance: Mapped[Attendance] = relationship()
    actor: Mapped[Member | None] = relationship()


class SlotSignature(Model):
    """The trainer says that the slot took place as written."""

    __tablename__ = "slot_signature"
    __table_args__ = (UniqueConstraint("slot_id", "trainer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), index=True)
    trainer_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    signed_at: Mapped[datetime]

    slot: Mapped[Slot] = relationship()
    trainer: Mapped[Member] = relationship()
