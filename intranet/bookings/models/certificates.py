"""What was issued to somebody, as it was that day: it can be checked, replaced, revoked, never edited."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.bookings.models.bookables import Bookable
from intranet.bookings.models.registrations import Registration
from intranet.kit.db import Dated, Model
from intranet.members.models import Member


class CertificateKind(StrEnum):
    """What is certified: hours done, levels reached, having been there, a badge of the levels."""

    COMPLETION = "completion"
    ATTAINMENT = "attainment"
    PRESENCE = "presence"
    BADGE = "badge"


CERTIFICATE_LABELS = {
    CertificateKind.COMPLETION: "Certificat de réalisation",
    CertificateKind.ATTAINMENT: "Attestation de compétences",
    CertificateKind.PRESENCE: "Attestation de présence",
    CertificateKind.BADGE: "Badge de compétences",
}
# What says levels, and not only hours.
OF_LEVELS = frozenset({CertificateKind.ATTAINMENT, CertificateKind.BADGE})


class Refusal(StrEnum):
    """Why something cannot be certified of somebody, yet or ever."""

    NOT_LOCKED = "not_locked"
    NO_HOURS = "no_hours"
    TOO_FEW_HOURS = "too_few_hours"
    NOT_ASSESSED = "not_assessed"
    NOTHING_REACHED = "nothing_reached"
    NOT_ATTESTED = "not_attested"
    CALLED_OFF = "called_off"
    ONES_OWN = "ones_own"


REFUSAL_LABELS = {
    Refusal.NOT_LOCKED: "Les présences ne sont pas encore arrêtées.",
    Refusal.NO_HOURS: "Aucune heure de présence n’est établie.",
    Refusal.TOO_FEW_HOURS: "Moins de 80\u00a0% des heures ont été suivies.",
    Refusal.NOT_ASSESSED: "Les niveaux atteints ne sont pas tous évalués.",
    Refusal.NOTHING_REACHED: "Aucun niveau n’est atteint\u00a0: il n’y a rien à attester.",
    Refusal.NOT_ATTESTED: "L’attestation de compétences vient d’abord\u00a0: le badge dit la même chose.",
    Refusal.CALLED_OFF: "La session n’a pas eu lieu.",
    Refusal.ONES_OWN: "Personne n’émet un document pour soi.",
}


class NotCertifiable(Exception):
    """A guard is not met: `args[0]` is the Refusal."""


class CertificateAlreadyIssued(Exception):
    """One of that kind is valid for this registration: a correction replaces it."""


class CertificateIsOver(Exception):
    """It was replaced or revoked already."""


class Certificate(Dated, Model):
    """One document. `payload` is all that it says, frozen; `sha256` is of its canonical JSON."""

    __tablename__ = "certificate"
    __table_args__ = (
        Index(
            "uq_certificate_valid",
            "registration_id",
            "kind",
            unique=True,
            sqlite_where=text("replaced_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL AND revoked_at IS NULL"),
        ),
        CheckConstraint(
            "(revoked_at IS NULL) = (revoke_reason = '')", name="revoked_with_a_reason"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # None once the person asked that nothing be kept of them: the page then says so.
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    kind: Mapped[CertificateKind]
    serial: Mapped[str] = mapped_column(String(30), unique=True)  # 2026-000123
    code: Mapped[str] = mapped_column(String(40), unique=True)  # what a stranger types to check it
    payload: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    replaced_at: Mapped[datetime | None]
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    replace_reason: Mapped[str] = mapped_column(Text, default="")
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    revoke_reason: Mapped[str] = mapped_column(Text, default="")
    withdrawn_at: Mapped[datetime | None]  # at the person's own request
    status_index: Mapped[int | None] = mapped_column(unique=True)
    credential: Mapped[dict[str, Any] | None]  # the signed badge

    registration: Mapped[Registration | None] = relationship()
    member: Mapped[Member | None] = relationship(foreign_keys=[member_id])
    revoked_by: Mapped[Member | None] = relationship(foreign_keys=[revoked_by_id])
    replaced_by: Mapped[Certificate | None] = relationship(remote_side="Certificate.id")

    @property
    def address(self) -> str:
        """Where anyone checks it."""
        return f"/certificats/{self.code}"

    @property
    def label(self) -> str:
        return CERTIFICATE_LABELS[self.kind]

    @property
    def is_valid(self) -> bool:
        return self.replaced_at is None and self.revoked_at is None and self.withdrawn_at is None


class CertificateCount(Model):
    """How many were issued in a year: whoever issues one holds this row, so that no number is missed."""

    __tablename__ = "certificate_count"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    issued: Mapped[int]


class IssueOrder(Dated, Model):
    """Certificates of one kind asked for all of a meeting: issued some at a time, each once."""

    __tablename__ = "issue_order"
    __table_args__ = (
        Index(
            "uq_issue_order_under_way",
            "bookable_id",
            "kind",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bookable_id: Mapped[int] = mapped_column(ForeignKey("bookable.id"), index=True)
    kind: Mapped[CertificateKind]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    asked_at: Mapped[datetime]
    expected: Mapped[int]
    issued: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]

    bookable: Mapped[Bookable] = relationship()
    asked_by: Mapped[Member] = relationship()


class SigningKey(Dated, Model):
    """A key with which the site signs badges; its private half is kept encrypted."""

    __tablename__ = "signing_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_key: Mapped[str] = mapped_column(String(120), unique=True)  # multibase
    sealed_private_key: Mapped[str] = mapped_column(Text)
    retired_at: Mapped[datetime | None]
