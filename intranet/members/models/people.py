"""People with an account, and the roles they hold."""

from __future__ import annotations

import re
import secrets
from datetime import date, datetime
from typing import Any

from flask_login import UserMixin
from sqlalchemy import ColumnElement, ForeignKey, Index, String, UniqueConstraint, and_, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from intranet.kit.clock import today
from intranet.kit.db import Dated, Model
from intranet.kit.texts import fold
from intranet.members.models.memberships import Membership, MembershipState
from intranet.members.models.roles import GUARDED, ROLE_LABELS, Role
from intranet.organizations.models import Organization
from intranet.places.models import Region

_BETWEEN_WORDS = re.compile(r"[\W_]+")


class AddressIsTaken(Exception):
    """Another account already bears this address."""


class LastAdministrator(Exception):
    """The site would be left without anyone to run it."""


def folded_name(name: str) -> str:
    """« Jean-Éloi d’Arc » → `jean eloi d arc`: what the letters typed are compared with."""
    return _BETWEEN_WORDS.sub(" ", fold(name)).strip()


class Member(UserMixin, Dated, Model):
    """A person with an account; closed accounts keep the row, without name or address."""

    __tablename__ = "member"
    __table_args__ = (
        Index(
            "ix_member_open",
            "folded",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_member_listed",
            "folded",
            "id",
            sqlite_where=text("is_listed = 1 AND closed_at IS NULL"),
            postgresql_where=text("is_listed AND closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(
        default=lambda row: folded_name(row.get_current_parameters()["name"])
    )  # of the name
    password_hash: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    last_seen_on: Mapped[date | None] = mapped_column(default=today)  # signed in, or signed up
    # That the account closes, for want of use: when the last letter said so, and how many did.
    warned_at: Mapped[datetime | None]
    warnings: Mapped[int] = mapped_column(default=0)
    about: Mapped[str] = mapped_column(default="")
    can_be_asked: Mapped[bool] = mapped_column(default=False)  # agrees to be shown as a contact
    # Agrees to be counted, never named, among those who answer a need of an employer.
    is_counted: Mapped[bool] = mapped_column(default=False)
    hides_from_own: Mapped[bool] = mapped_column(default=True)  # from who recruits where they work
    is_listed: Mapped[bool] = mapped_column(default=False)  # in the directory of people
    keeps_searches: Mapped[bool] = mapped_column(default=True)  # the last ones, for themselves
    is_demo: Mapped[bool] = mapped_column(default=False)
    # By what the journal knows them: nothing else links its lines to them, and closing wipes it.
    event_key: Mapped[str | None] = mapped_column(
        String(32), default=lambda: secrets.token_hex(16), index=True, unique=True
    )

    roles: Mapped[list[MemberRole]] = relationship(
        back_populates="member", foreign_keys="MemberRole.member_id"
    )
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="member", foreign_keys="Membership.member_id", order_by="Membership.id"
    )

    # Of whoever reads the page, where the site requires a second factor that they lack; never kept.
    lacks_factor = False

    @validates("name")
    def _fold(self, _key: str, name: Any) -> Any:
        self.folded = folded_name(name)
        return name

    @property
    def address(self) -> str:
        """Where the network reads of them, where they asked for it."""
        return f"/annuaire/personnes/{self.id}"

    @hybrid_property
    def is_active(self) -> bool:
        """Confirmed and not closed: of one member, or as the clause of a query."""
        return self.confirmed_at is not None and self.closed_at is None

    @is_active.inplace.expression
    @classmethod
    def _is_active(cls) -> ColumnElement[bool]:
        return and_(cls.confirmed_at.is_not(None), cls.closed_at.is_(None))

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
        """Animating is done from an organization of the network, and stops with the last one."""
        return self.is_admitted and self._holds(Role.ANIMATOR)

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

    @property
    def has_role_to_guard(self) -> bool:
        return any(self.was_granted(role) for role in GUARDED)

    @property
    def roles_sleep(self) -> bool:
        """They wait for a second factor: until then this reader is a member like any other."""
        return self.lacks_factor and self.has_role_to_guard

    def _holds(self, role: Role) -> bool:
        return not self.lacks_factor and self.was_granted(role)

    def was_granted(self, role: Role) -> bool:
        """Recruiting and teaching are done for one organization, and stop on leaving it."""
        return any(
            held.role == role and held.organization_id in {None, self.organization_id}
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
    organization: Mapped[Organization | None] = relationship()

    @property
    def in_words(self) -> str:
        """« Animateur du réseau dans le Grand Est », « Recruteur pour Nancy Agglomération »."""
        label = ROLE_LABELS[self.role]
        if self.organization:
            return f"{label} pour {self.organization.name}"
        if self.region:
            return f"{label} {self.region.inside}"
        return f"{label} pour toute la France" if self.role is Role.ANIMATOR else label
