"""What becomes of a practice elsewhere, and what its readers say of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.kit.files import Attachment
from intranet.members.models import Member
from intranet.organizations.models import Organization
from intranet.practices.models.practices import Practice


class ReuseStage(StrEnum):
    """How far another structure has come with it."""

    WATCHING = "watching"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    GIVEN_UP = "given_up"


REUSE_LABELS = {
    ReuseStage.WATCHING: "Observe",
    ReuseStage.PLANNED: "En projet",
    ReuseStage.UNDER_WAY: "En cours",
    ReuseStage.DONE: "Fait",
    ReuseStage.GIVEN_UP: "Abandonné",
}
COUNTED = (ReuseStage.UNDER_WAY, ReuseStage.DONE)


class Replication(Dated, Model):
    """A structure took a practice up: one line each, counted once however often it is written."""

    __tablename__ = "replication"
    __table_args__ = (
        UniqueConstraint("practice_id", "organization_id"),
        CheckConstraint("year BETWEEN 1990 AND 2100", name="a_year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    version_number: Mapped[int]
    stage: Mapped[ReuseStage]
    year: Mapped[int | None]
    changes: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str] = mapped_column(Text, default="")
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    own_practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id"))
    lock_version: Mapped[int] = mapped_column(default=1)

    practice: Mapped[Practice] = relationship(foreign_keys=[practice_id])
    organization: Mapped[Organization] = relationship()
    evidence: Mapped[Attachment | None] = relationship()
    contact: Mapped[Member | None] = relationship()
    own_practice: Mapped[Practice | None] = relationship(foreign_keys=[own_practice_id])

    @property
    def answering(self) -> Member | None:
        """Its contact, while they work for the structure that took it up."""
        person = self.contact
        there = person and person.is_active and person.organization_id == self.organization_id
        return person if there else None


class ReportReason(StrEnum):
    """What is wrong with a sheet."""

    STALE = "stale"
    CONTACT_LEFT = "contact_left"
    DEAD_LINK = "dead_link"
    DUPLICATE = "duplicate"


REPORT_LABELS = {
    ReportReason.STALE: "Ce n’est plus exact",
    ReportReason.CONTACT_LEFT: "Le contact est parti",
    ReportReason.DEAD_LINK: "Un lien ne mène plus nulle part",
    ReportReason.DUPLICATE: "Une autre fiche dit la même chose",
}


class PracticeReport(Dated, Model):
    """Somebody says that a sheet needs care; one open report a person and a reason."""

    __tablename__ = "practice_report"
    __table_args__ = (
        Index(
            "uq_practice_report_open",
            "practice_id",
            "member_id",
            "reason",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[ReportReason]
    text: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    answer: Mapped[str] = mapped_column(Text, default="")

    practice: Mapped[Practice] = relationship()
    member: Mapped[Member | None] = relationship(foreign_keys=[member_id])


class Useful(Model):
    """Somebody found a sheet useful; only how many is shown."""

    __tablename__ = "useful"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    at: Mapped[datetime]


class FruitlessSearch(Model):
    """Words that found nothing on a day, how often; never who asked."""

    __tablename__ = "fruitless_search"

    words: Mapped[str] = mapped_column(String(120), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    times: Mapped[int] = mapped_column(default=1)


class ThemeExpert(Model):
    """Who may give an opinion on the sheets of a theme."""

    __tablename__ = "theme_expert"

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime]

    member: Mapped[Member] = relationship(foreign_keys=[member_id])
