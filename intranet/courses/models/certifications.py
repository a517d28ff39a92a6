"""What a course may lead to (RNCP, RS), and what says that its provider works well (Qualiopi)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.kit.files import Attachment
from intranet.members.models import Member
from intranet.organizations.models import Organization


class CertificationKind(StrEnum):
    """The two national lists kept by France compétences."""

    RNCP = "RNCP"
    RS = "RS"


class Certification(Dated, Model):
    """A certification of the national lists, by its code: RNCP41104, RS5616.

    One that a trainer described counts as checked once an animator published a course with it.
    """

    __tablename__ = "certification"
    __table_args__ = (CheckConstraint("level BETWEEN 3 AND 8", name="level_of_the_national_frame"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CertificationKind]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str]
    level: Mapped[int | None]
    certifier: Mapped[str] = mapped_column(default="")
    registration_end: Mapped[date | None]  # from the day after, nobody may enter it any more
    delivery_end: Mapped[date | None]
    blocks: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # title, url, date
    declared_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    checked_at: Mapped[datetime | None]

    declared_by: Mapped[Member | None] = relationship()

    @property
    def number(self) -> str:
        return self.code.removeprefix(self.kind.value)

    @property
    def label(self) -> str:
        """RNCP 41104."""
        return f"{self.kind.value}\u00a0{self.number}"

    @property
    def url(self) -> str:
        """Its sheet at France compétences."""
        return f"https://www.francecompetences.fr/recherche/{self.kind.lower()}/{self.number}/"

    def is_open(self, on: date) -> bool:
        """Whether people may still enter it that day; where no end is known, they may."""
        return self.registration_end is None or on <= self.registration_end


class QualityCertificate(Dated, Model):
    """Qualiopi: for which actions an organization is certified, by whom and until when.

    History is kept: a renewal is another row. One that a trainer declares says nothing to anybody
    until an animator from elsewhere has read its proof.
    """

    __tablename__ = "quality_certificate"
    __table_args__ = (
        CheckConstraint("valid_from <= valid_until", name="valid_for_a_time"),
        CheckConstraint("refusal = '' OR verified_at IS NOT NULL", name="refused_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    certifier: Mapped[str]
    number: Mapped[str] = mapped_column(default="")
    covers_training: Mapped[bool] = mapped_column(default=True)
    covers_skills_review: Mapped[bool] = mapped_column(default=False)
    covers_validation: Mapped[bool] = mapped_column(default=False)
    covers_apprenticeship: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date]
    valid_until: Mapped[date] = mapped_column(index=True)
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    declared_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    # Who read the proof, and when: it counts from then on, unless it was refused.
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    verified_at: Mapped[datetime | None]
    refusal: Mapped[str] = mapped_column(default="")
    source_title: Mapped[str] = mapped_column(default="")
    source_url: Mapped[str] = mapped_column(default="")

    organization: Mapped[Organization] = relationship()
    evidence: Mapped[Attachment | None] = relationship()
    declared_by: Mapped[Member | None] = relationship(foreign_keys=[declared_by_id])
    verified_by: Mapped[Member | None] = relationship(foreign_keys=[verified_by_id])

    @property
    def is_awaiting(self) -> bool:
        """Nobody has read its proof yet."""
        return self.verified_at is None

    @property
    def is_checked(self) -> bool:
        return self.verified_at is not None and not self.refusal

    def is_valid(self, on: date) -> bool:
        return self.valid_from <= on <= self.valid_until

    @property
    def scope(self) -> str:
        """What it covers, in words."""
        parts = {
            "actions de formation": self.covers_training,
            "bilans de compétences": self.covers_skills_review,
            "validation des acquis de l’expérience": self.covers_validation,
            "apprentissage": self.covers_apprenticeship,
        }
        return ", ".join(words for words, covered in parts.items() if covered)
