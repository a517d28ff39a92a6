"""What was issued to somebody, as it was that day: it can be checked, replaced, revoked, never edited."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

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
    issued_by: Mapped[Member | None] = relationship(foreign_keys=[issued_by_id])
    revoked_by: Mapped[Member | None] = relationship(foreign_keys=[revoked_by_id])
    replaced_by: Mapped[Certificate | None] = relationship(remote_side="Certificate.id")


class SigningKey(Dated, Model):
    """A key with which the site signs badges; its private half is kept encrypted."""

    __tablename__ = "signing_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_key: Mapped[str] = mapped_column(String(120), unique=True)  # multibase
    sealed_private_key: Mapped[str] = mapped_column(Text)
    retired_at: Mapped[datetime | None]
