"""What members show for their levels, and who endorses it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.kit.files import Attachment
from intranet.members.models import Member


class EvidenceKind(StrEnum):
    """What shows a level."""

    PRACTICE = "practice"
    CERTIFICATE = "certificate"
    TALK = "talk"
    DOCUMENT = "document"
    LINK = "link"


EVIDENCE_LABELS = {
    EvidenceKind.PRACTICE: "Bonne pratique",
    EvidenceKind.CERTIFICATE: "Certificat ou attestation de formation",
    EvidenceKind.TALK: "Intervention",
    EvidenceKind.DOCUMENT: "Document",
    EvidenceKind.LINK: "Page du web",
}


class Visibility(StrEnum):
    """Who may see a piece of evidence."""

    ME = "me"
    REVIEWERS = "reviewers"
    NETWORK = "network"


VISIBILITY_LABELS = {
    Visibility.ME: "Moi seulement",
    Visibility.REVIEWERS: "Les personnes à qui je demande un avis",
    Visibility.NETWORK: "Les membres du réseau",
}


class ClaimState(StrEnum):
    """Where a claim stands; `not_yet` is an answer with a note, after which one may ask again."""

    DRAFT = "draft"
    ASKED = "asked"
    ENDORSED = "endorsed"
    NOT_YET = "not_yet"
    WITHDRAWN = "withdrawn"


CLAIM_LABELS = {
    ClaimState.DRAFT: "Pas encore demandé",
    ClaimState.ASKED: "Avis demandé",
    ClaimState.ENDORSED: "Attesté",
    ClaimState.NOT_YET: "Pas encore",
    ClaimState.WITHDRAWN: "Demande retirée",
}
# From these one may ask, and change what is shown; the others are being read, or were attested.
AT_REST = frozenset({ClaimState.DRAFT, ClaimState.NOT_YET, ClaimState.WITHDRAWN})


class NotAskable(Exception):
    """The level is attested already, or waits for an answer."""


class NotAwaited(Exception):
    """The request was withdrawn, asked anew, or has its answer."""


class EvidenceIsFixed(Exception):
    """What somebody is reading, or attested, no longer changes."""


class EvidenceHasExpired(Exception):
    """A certificate that is over attests nothing any more."""


class Evidence(Dated, Model):
    """Something that shows what a member can do: a practice, a certificate, a talk, a file."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    kind: Mapped[EvidenceKind]
    title: Mapped[str]
    about: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str | None]  # of the practice, the course, the page
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    happened_on: Mapped[date | None]
    expires_on: Mapped[date | None]  # a certificate
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.REVIEWERS)

    member: Mapped[Member] = relationship()
    attachment: Mapped[Attachment | None] = relationship()
    claims: Mapped[list[EvidenceClaim]] = relationship(
        back_populates="evidence", cascade="all, delete-orphan", order_by="EvidenceClaim.id"
    )

    @property
    def is_fixed(self) -> bool:
        """Somebody reads it, or attested a level by it: what they saw must stay what is shown."""
        return any(claim.state not in AT_REST for claim in self.claims)

    @property
    def is_attested(self) -> bool:
        return any(claim.state is ClaimState.ENDORSED for claim in self.claims)

    def has_expired(self, on: date) -> bool:
        return self.expires_on is not None and self.expires_on < on


class EvidenceClaim(Dated, Model):
    """« This shows that level of this item », and what the person asked about it answered."""

    __tablename__ = "evidence_claim"
    __table_args__ = (
        UniqueConstraint("evidence_id", "competency_id"),
        CheckConstraint("level BETWEEN 1 AND 4", name="on_scale"),
        CheckConstraint(
            "state IN ('draft', 'withdrawn') OR (reviewer_id IS NOT NULL AND asked_at IS NOT NULL)",
            name="asked_of_somebody",
        ),
        Index("ix_evidence_claim_reviewer_id_state", "reviewer_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"), index=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    level: Mapped[int]
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.DRAFT)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    is_asked_as_manager: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")

    evidence: Mapped[Evidence] = relationship(back_populates="claims")
    reviewer: Mapped[Member | None] = relationship()

    @property
    def is_askable(self) -> bool:
        return self.state in AT_REST

    @property
    def is_given_back(self) -> bool:
        """Whoever was asked left before they answered: somebody else may be asked."""
        return self.state is ClaimState.DRAFT and self.reviewer_id is not None

    @property
    def state_label(self) -> str:
        return "Demande sans réponse" if self.is_given_back else CLAIM_LABELS[self.state]
