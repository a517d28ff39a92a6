"""What a member is: a person, the roles they hold, and the organizations they work or worked for."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.organizations.models import Organization
from intranet.places.models import Region


class Role(StrEnum):
    """What a member may do beyond reading. Every admitted member is a developer."""

    RECRUITER = "recruiter"
    TRAINER = "trainer"
    ANIMATOR = "animator"
    ADMINISTRATOR = "administrator"


ROLE_LABELS = {
    Role.RECRUITER: "Recruteur",
    Role.TRAINER: "Formateur",
    Role.ANIMATOR: "Animateur du réseau",
    Role.ADMINISTRATOR: "Administrateur",
}


# Asked for when joining, and granted for one organization by an animator.
ROLES_TO_ASK = (Role.RECRUITER, Role.TRAINER)


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


class LinkIsSpent(Exception):
    """A single-use link was used, is too old, or never was one."""


class AddressIsTaken(Exception):
    """Another account already bears this address."""


class LastAdministrator(Exception):
    """The site would be left without anyone to run it."""


class Member(UserMixin, Dated, Model):
    """A person with an account; closed accounts keep the row, without name or address."""

    __tablename__ = "member"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    name: Mapped[str]
    password_hash: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    about: Mapped[str] = mapped_column(default="")
    can_be_asked: Mapped[bool] = mapped_column(default=False)  # agrees to be shown as a contact
    is_demo: Mapped[bool] = mapped_column(default=False)

    roles: Mapped[list[MemberRole]] = relationship(
        back_populates="member", foreign_keys="MemberRole.member_id"
    )
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="member", foreign_keys="Membership.member_id", order_by="Membership.id"
    )

    @property
    def is_active(self) -> bool:
        return self.confirmed_at is not None and self.closed_at is None

    @property
    def membership(self) -> Membership | None:
        """Where the member works now: the last admitted attachment."""
        admitted = [found for found in self.memberships if found.state is MembershipState.ADMITTED]
        return admitted[-1] if admitted else None

    @property
    def asked_membership(self) -> Membership | None:
        """The attachment that waits for an animator."""
        asked = [found for found in self.memberships if found.state is MembershipState.ASKED]
        return asked[-1] if asked else None

    @property
    def organization(self) -> Organization | None:
        return self.membership.organization if self.membership else None

    @property
    def organization_id(self) -> int | None:
        return self.membership.organization_id if self.membership else None

    @property
    def is_admitted(self) -> bool:
        """Works for an organization of the network; only then may they write."""
        return self.membership is not None

    @property
    def is_recruiter(self) -> bool:
        return self._holds(Role.RECRUITER)

    @property
    def is_trainer(self) -> bool:
        return self._holds(Role.TRAINER)

    @property
    def is_animator(self) -> bool:
        return self._holds(Role.ANIMATOR)

    @property
    def is_administrator(self) -> bool:
        return self._holds(Role.ADMINISTRATOR)

    @property
    def animated_regions(self) -> set[str] | None:
        """The codes of the regions this animator looks after; None for the whole of France."""
        codes = {role.region_code for role in self.roles if role.role is Role.ANIMATOR}
        return None if None in codes else {code for code in codes if code}

    def animates(self, region_code: str | None) -> bool:
        """Whether this member animates the network there; what has no region is national."""
        if not self.is_animator:
            return False
        regions = self.animated_regions
        return regions is None or region_code in regions

    def _holds(self, role: Role) -> bool:
        """Recruiting and teaching are done for one organization, and stop on leaving it."""
        return any(
            held.role is role and held.organization_id in {None, self.organization_id}
            for held in self.roles
        )


class MemberRole(Dated, Model):
    """A role granted to a member: for an organization, for a region, or for the whole network."""

    __tablename__ = "member_role"
    __table_args__ = (UniqueConstraint("member_id", "role", "organization_id", "region_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    role: Mapped[Role]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    member: Mapped[Member] = relationship(back_populates="roles", foreign_keys=[member_id])
    region: Mapped[Region | None] = relationship()


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
        roles_only = self.state is MembershipState.ADMITTED and self.roles_asked_at is not None
        return self.state is MembershipState.ASKED or roles_only

    @property
    def awaited_since(self) -> datetime:
        return self.roles_asked_at or self.created_at

    @property
    def asked_role_labels(self) -> list[str]:
        return [ROLE_LABELS[Role(role)] for role in self.asked_roles]


class SignIn(Model):
    """An open session of a browser: the cookie holds a token, this row only its hash."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    browser: Mapped[str] = mapped_column(default="")

    member: Mapped[Member] = relationship()

    @property
    def device(self) -> str:
        """`Firefox sur Windows`, as far as the browser says."""
        name = next((name for sign, name in _BROWSERS if sign in self.browser), "Navigateur")
        system = next((name for sign, name in _SYSTEMS if sign in self.browser), "")
        return f"{name} sur {system}" if system else name


# In this order: each pretends to be those that come after it.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"),
    ("CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


class Purpose(StrEnum):
    """What a single-use link does."""

    CONFIRM = "confirm"
    RESET = "reset"
    NOTHING = "nothing"  # written where there is no account, so that it takes as long


class SingleUseLink(Model):
    """A link sent by letter that works once and not for ever; only its hash is kept.

    An account begins when its address is confirmed: until then what was typed to sign up waits
    here, so that nobody can prepare the account of somebody else's address.
    """

    __tablename__ = "single_use_link"
    __table_args__ = (
        CheckConstraint("purpose != 'reset' OR member_id IS NOT NULL", name="resets_a_member"),
        CheckConstraint(
            "purpose != 'confirm' OR "
            "(email IS NOT NULL AND name IS NOT NULL AND password_hash IS NOT NULL)",
            name="confirms_a_sign_up",
        ),
    )

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    purpose: Mapped[Purpose]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    email: Mapped[str | None]
    name: Mapped[str | None]
    password_hash: Mapped[str | None]

    member: Mapped[Member | None] = relationship()
