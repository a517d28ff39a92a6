"""Who else may see a member's levels: by a link they gave, or because they consented."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.competencies.models.requirements import JobProfile
from intranet.kit.db import Dated, Model
from intranet.members.models import Member


class ProfileShare(Dated, Model):
    """A link to a member's levels that expires and can be revoked; only its hash is kept."""

    __tablename__ = "profile_share"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str]  # for whom, in the owner's words
    shows_declared: Mapped[bool] = mapped_column(default=True)
    shows_attested: Mapped[bool] = mapped_column(default=True)
    job_profile_id: Mapped[int | None] = mapped_column(ForeignKey("job_profile.id"))  # None: all
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship()
    job_profile: Mapped[JobProfile | None] = relationship()
    visits: Mapped[list[ShareVisit]] = relationship(
        back_populates="share", order_by="ShareVisit.at.desc()"
    )

    def is_open(self, at: datetime) -> bool:
        """Neither expired nor revoked, and its owner still has an account."""
        return self.revoked_at is None and at < self.expires_at and self.member.closed_at is None


class ShareVisit(Model):
    """The link was opened. The member is told when, and by whom if they were signed in."""

    __tablename__ = "share_visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    share_id: Mapped[int] = mapped_column(ForeignKey("profile_share.id"), index=True)
    at: Mapped[datetime]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    share: Mapped[ProfileShare] = relationship(back_populates="visits")
    member: Mapped[Member | None] = relationship()


class TeamConsent(Model):
    """A member lets their organization see their levels, until they take it back."""

    __tablename__ = "team_consent"
    __table_args__ = (
        Index(
            "uq_team_consent_live",
            "member_id",
            "organization_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_team_consent_organization_id", "organization_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
