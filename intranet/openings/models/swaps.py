"""Exchanges of posts: wishes that nobody reads, and the circles in which they answer one another."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.competencies.models import JobProfile
from intranet.kit.db import Dated, Model
from intranet.members.models import Member
from intranet.openings.models.statuses import Status
from intranet.openings.models.words import Category
from intranet.organizations.models import Organization
from intranet.places.models import Department

TIME_TO_ANSWER = timedelta(days=14)  # then whoever said nothing leaves the search
LIVE_WISH = "withdrawn_at IS NULL"
FREE_WISH = "withdrawn_at IS NULL AND circle_id IS NULL"


class CircleAlreadyClosed(Exception):
    """Somebody declined, the time to answer is over, or all have accepted: nothing moves it any more."""


class SwapWish(Dated, Model):
    """A member would exchange their post for another elsewhere. Known to nobody but the search.

    `circle_id` is the one circle that holds it: taken and given back by conditional updates.
    """

    __tablename__ = "swap_wish"
    __table_args__ = (
        Index(
            "uq_swap_wish_live",
            "member_id",
            unique=True,
            sqlite_where=text(LIVE_WISH),
            postgresql_where=text(LIVE_WISH),
        ),
        Index(
            "ix_swap_wish_free",
            "job_profile_id",
            "department_code",
            "status",
            "category",
            sqlite_where=text(FREE_WISH),
            postgresql_where=text(FREE_WISH),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    department_code: Mapped[str] = mapped_column(ForeignKey("department.code"))  # where they work
    job_profile_id: Mapped[int] = mapped_column(ForeignKey("job_profile.id"))
    status: Mapped[Status]
    category: Mapped[Category | None]
    circle_id: Mapped[int | None] = mapped_column(ForeignKey("swap_circle.id"), index=True)
    searched_at: Mapped[datetime | None]  # None: the search has not looked at it as it is now
    withdrawn_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    member: Mapped[Member] = relationship()
    organization: Mapped[Organization] = relationship()
    department: Mapped[Department] = relationship()
    job_profile: Mapped[JobProfile] = relationship()
    places: Mapped[list[SwapPlace]] = relationship(
        order_by="SwapPlace.department_code", cascade="all, delete-orphan"
    )

    @property
    def wanted(self) -> list[str]:
        """The départements they would go to."""
        return [place.department_code for place in self.places]

    @property
    def version(self) -> str:
        """Which wish it is and all that it says: what a page showed of it, to know it again."""
        places, category = "+".join(sorted(self.wanted)), self.category or ""
        said = (self.department_code, places, self.job_profile_id, self.status, category)
        return ":".join(str(each) for each in (self.id, *said))


class SwapPlace(Model):
    """A département that somebody would go to."""

    __tablename__ = "swap_place"

    wish_id: Mapped[int] = mapped_column(
        ForeignKey("swap_wish.id"), primary_key=True, autoincrement=False
    )
    department_code: Mapped[str] = mapped_column(
        ForeignKey("department.code"), primary_key=True, index=True
    )


class SwapCircle(Dated, Model):
    """Two or three wishes that answer one another; names appear when all have accepted."""

    __tablename__ = "swap_circle"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)  # the wishes, so that it is told once
    answer_by: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    broken_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]

    parts: Mapped[list[SwapPart]] = relationship(
        back_populates="circle", order_by="SwapPart.place", cascade="all, delete-orphan"
    )

    @property
    def address(self) -> str:
        """Where those who are in it answer."""
        return f"/offres/echanges/{self.id}"

    @property
    def is_open(self) -> bool:
        """Answers are awaited."""
        return self.broken_at is None and self.agreed_at is None


class SwapPart(Model):
    """One wish of a circle, and whether its author accepts. Each goes where the next one works."""

    __tablename__ = "swap_part"
    __table_args__ = (UniqueConstraint("circle_id", "wish_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("swap_circle.id"))
    wish_id: Mapped[int] = mapped_column(ForeignKey("swap_wish.id"), index=True)
    place: Mapped[int]
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]

    circle: Mapped[SwapCircle] = relationship(back_populates="parts")
    wish: Mapped[SwapWish] = relationship()
