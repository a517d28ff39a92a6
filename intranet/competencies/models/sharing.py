"""Who else may see a member's levels: by a link they gave, or because they consented."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.competencies.models.requirements import JobProfile
from intranet.kit.db import Dated, Model
from intranet.kit.shares import Share, Visit
from intranet.members.models import Member


class ProfileShare(Dated, Share, Model):
    """A link to a member's levels that expires and can be revoked."""

    __tablename__ = "profile_share"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    shows_declared: Mapped[bool] = mapped_column(default=True)
    shows_attested: Mapped[bool] = mapped_column(default=True)
    job_profile_id: Mapped[int | None] = mapped_column(ForeignKey("job_profile.id"))  # None: all

    member: Mapped[Member] = relationship()
    job_profile: Mapped[JobProfile | None] = relationship()
    visits: Mapped[list[ShareVisit]] = relationship(
        back_populates="share", order_by="ShareVisit.at.desc()"
    )

    def is_open(self, at: datetime) -> bool:
        """It runs, and its owner still has an account."""
        return self.is_running(at) and self.member.closed_at is None


class ShareVisit(Visit, Model):
    """A link to levels was opened."""

    __tablename__ = "share_visit"

    share_id: Mapped[int] = mapped_column(ForeignKey("profile_share.id"), index=True)

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
