"""What surrounds an opening: who recruits with its owner, models, remarks of a review, reports."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.members.models import Member
from intranet.openings.models.openings import Opening


class DeskRole(StrEnum):
    """What somebody does with the applications to an opening."""

    OWNER = "owner"  # answers for it: offers the post, names the others
    CO_RECRUITER = "co_recruiter"
    READER = "reader"  # an elected person, a head of services: reads, decides nothing


DESK_ROLE_LABELS = {
    DeskRole.OWNER: "Responsable",
    DeskRole.CO_RECRUITER: "Co-recruteur",
    DeskRole.READER: "Lecteur",
}


class OpeningMember(Dated, Model):
    """Somebody who follows the applications of an opening with its owner."""

    __tablename__ = "opening_member"
    __table_args__ = (UniqueConstraint("opening_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    role: Mapped[DeskRole]

    opening: Mapped[Opening] = relationship(back_populates="team")
    member: Mapped[Member] = relationship(lazy="joined")


class OpeningTemplate(Dated, Model):
    """A model of opening of an organization: what its openings begin with."""

    __tablename__ = "opening_template"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    name: Mapped[str] = mapped_column(String(80))
    said: Mapped[dict[str, Any]] = mapped_column(default=dict)  # the fields of the form


class FieldRemark(Model):
    """A remark of the animator on one field of an opening under review."""

    __tablename__ = "field_remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("opening_event.id"))
    field: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)


class ReportReason(StrEnum):
    """Why an opening is reported."""

    FALSE = "false"
    UNLAWFUL = "unlawful"
    FILLED = "filled"
    DUPLICATE = "duplicate"
    OTHER = "other"


REPORT_LABELS = {
    ReportReason.FALSE: "Elle paraît fausse ou trompeuse",
    ReportReason.UNLAWFUL: "Elle paraît discriminatoire ou contraire à la loi",
    ReportReason.FILLED: "Le poste n’est plus à pourvoir",
    ReportReason.DUPLICATE: "Elle est publiée deux fois",
    ReportReason.OTHER: "Une autre raison",
}


class OpeningReport(Model):
    """A member says that something is wrong with an opening. Two members freeze it."""

    __tablename__ = "opening_report"
    __table_args__ = (
        Index(
            "uq_opening_report_pending",
            "opening_id",
            "member_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    reason: Mapped[ReportReason]
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    is_upheld: Mapped[bool | None]

    opening: Mapped[Opening] = relationship()
    member: Mapped[Member] = relationship(foreign_keys=[member_id])
