"""What is said of a member’s levels, when and by whom."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UpdateBase, text
from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.db import Model
from intranet.kit.statements import heeds
from intranet.members.models import PeopleStamp


class AssessmentState(StrEnum):
    """What an answer says; never mixed with having given none."""

    LEVEL = "level"
    NOT_APPLICABLE = "not_applicable"
    CLEARED = "cleared"


class AssessmentKind(StrEnum):
    """Who says it."""

    SELF = "self"
    PEER = "peer"
    MANAGER = "manager"
    CERTIFICATE = "certificate"


VOICE_LABELS = {
    AssessmentKind.SELF: "vous",
    AssessmentKind.PEER: "un pair",
    AssessmentKind.MANAGER: "un responsable",
    AssessmentKind.CERTIFICATE: "un certificat",
}

INTEREST_LABELS = {
    0: "Aucun",
    1: "Un peu",
    2: "Oui",
    3: "Beaucoup",
}


class ErasedSince(Exception):
    """The member had their levels erased after the page that is being sent was opened."""


class Erasure(Model):
    """A member had all that was said of their levels erased; what an older page shows stays gone."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    at: Mapped[datetime]


class Assessment(Model):
    """What was said of a member's level of an item, when and by whom: rows are added, never changed."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint("(state = 'level') = (level IS NOT NULL)", name="level_when_said"),
        CheckConstraint("level BETWEEN 0 AND 4", name="on_scale"),
        CheckConstraint("interest BETWEEN 0 AND 3", name="interest_0_to_3"),
        CheckConstraint("(kind = 'self') = (author_id = member_id)", name="self_is_author"),
        Index("ix_assessment_member_id_competency_id_at", "member_id", "competency_id", "at"),
        Index("ix_assessment_competency_id_id", "competency_id", "id"),
        Index(
            "ix_assessment_evidence_claim_id",
            "evidence_claim_id",
            sqlite_where=text("evidence_claim_id IS NOT NULL"),
            postgresql_where=text("evidence_claim_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[AssessmentKind] = mapped_column(default=AssessmentKind.SELF)
    state: Mapped[AssessmentState] = mapped_column(default=AssessmentState.LEVEL)
    level: Mapped[int | None]
    interest: Mapped[int | None]
    offers_help: Mapped[bool] = mapped_column(default=False)
    is_to_confirm: Mapped[bool] = mapped_column(default=False)  # carried from another edition
    evidence_claim_id: Mapped[int | None] = mapped_column(ForeignKey("evidence_claim.id"))
    comment: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


@heeds(Assessment)
def _stamp_with_statement(changing: UpdateBase, _rows: object) -> None:
    """Whatever revokes or erases some of it changes the stamp, under which who helps is kept.

    What is only added needs none: the last number tells it.
    """
    if not changing.is_insert:
        PeopleStamp.change()
