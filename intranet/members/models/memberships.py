"""Where people work, and worked."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.clock import in_paris
from intranet.kit.db import Dated, Model
from intranet.members.models.roles import ROLE_LABELS, Role
from intranet.organizations.models import Organization

if TYPE_CHECKING:
    from intranet.members.models.people import Member


class MembershipState(StrEnum):
    """Where an attachment to an organization stands."""

    ASKED = "asked"
    ADMITTED = "admitted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


STATE_LABELS = {
    MembershipState.ASKED: "En attente",
    MembershipState.ADMITTED: "En cours",
    MembershipState.REFUSED: "Refusée",
    MembershipState.WITHDRAWN: "Retirée",
    MembershipState.ENDED: "Terminée",
}


class NotAwaited(Exception):
    """Somebody else already decided on this request, or it was withdrawn."""


class AlreadyThere(Exception):
    """The member already works for the organization they ask to join."""


class Membership(Dated, Model):
    """A person's attachment to an organization; ended ones are kept, they are the history."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "uq_membership_current",
            "member_id",
            unique=True,
            sqlite_where=text("state = 'admitted'"),
            postgresql_where=text("state = 'admitted'"),
        ),
        Index(
            "uq_membership_asked",
            "member_id",
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
        CheckConstraint("state != 'admitted' OR started_on IS NOT NULL", name="admitted_since"),
        CheckConstraint("state != 'ended' OR ended_on IS NOT NULL", name="ended_on"),
        CheckConstraint("state != 'refused' OR reason IS NOT NULL", name="refused_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    job_title: Mapped[str] = mapped_column(default="")
    state: Mapped[MembershipState] = mapped_column(default=MembershipState.ASKED, index=True)
    asked_roles: Mapped[list[str]] = mapped_column(default=list)
    # While an animator must still decide on the roles of somebody admitted already.
    roles_asked_at: Mapped[datetime | None] = mapped_column(index=True)
    is_referent: Mapped[bool] = mapped_column(default=False)
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[str | None]

    member: Mapped[Member] = relationship(back_populates="memberships", foreign_keys=[member_id])
    organization: Mapped[Organization] = relationship()
    decided_by: Mapped[Member | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def awaits_decision(self) -> bool:
        """An animator has something to decide: the admission, or only the roles."""
        return self.state is MembershipState.ASKED or self.is_about_roles

    @property
    def is_about_roles(self) -> bool:
        """Somebody admitted already asks for more."""
        return self.state is MembershipState.ADMITTED and self.roles_asked_at is not None

    @property
    def awaited_since(self) -> datetime:
        return self.roles_asked_at or self.created_at

    @property
    def asked_role_labels(self) -> list[str]:
        return [ROLE_LABELS[Role(role)] for role in self.asked_roles]

    @property
    def granted_role_labels(self) -> list[str]:
        """Those of the roles asked that were granted."""
        here = self.organization_id
        held = {one.role.value for one in self.member.roles if one.organization_id == here}
        return [ROLE_LABELS[Role(role)] for role in self.asked_roles if role in held]

    @property
    def is_decided_on_roles(self) -> bool:
        """Whether the last decision was about their roles: taken on a later day than the admission."""
        began, decided = self.started_on, self.decided_at
        return bool(began and decided and in_paris(decided).date() > began)
