"""Ways of moving that no board has: immersions, exchanges of posts, shared posts, statuses."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.competencies.models import JobProfile
from intranet.kit.db import Dated, Model
from intranet.members.models import Member
from intranet.openings.models.openings import Opening
from intranet.openings.models.words import Category, Route
from intranet.organizations.models import Organization
from intranet.places.models import Municipality


class Status(StrEnum):
    """The status under which somebody works."""

    CIVIL_SERVANT = "civil_servant"
    PUBLIC_CONTRACT = "public_contract"
    CHAMBER = "chamber"
    PRIVATE = "private"


STATUS_LABELS = {
    Status.CIVIL_SERVANT: "Fonctionnaire titulaire",
    Status.PUBLIC_CONTRACT: "Agent contractuel de droit public",
    Status.CHAMBER: "Agent de chambre consulaire",
    Status.PRIVATE: "Salarié de droit privé",
}


class RouteSheet(Dated, Model):
    """From a status, by a way in: conditions, what to prepare, the legal source. Written by animators."""

    __tablename__ = "route_sheet"
    __table_args__ = (UniqueConstraint("status", "route"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[Status]
    route: Mapped[Route]
    is_possible: Mapped[bool] = mapped_column(default=True)
    conditions: Mapped[str] = mapped_column(Text, default="")
    documents: Mapped[list[str]] = mapped_column(default=list)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # title, url, date
    checked_on: Mapped[date]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    version: Mapped[int] = mapped_column(default=1)


class Immersion(Dated, Model):
    """One to five days in another territory, offered by an organization, to learn an item."""

    __tablename__ = "immersion"
    __table_args__ = (CheckConstraint("days BETWEEN 1 AND 5", name="one_to_five_days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"), index=True)
    level: Mapped[int]
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    days: Mapped[int]
    title: Mapped[str] = mapped_column(String(100))
    about: Mapped[str] = mapped_column(Text, default="")
    from_on: Mapped[date]
    until_on: Mapped[date]
    closed_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    organization: Mapped[Organization] = relationship()
    author: Mapped[Member] = relationship()
    municipality: Mapped[Municipality] = relationship()


class RequestState(StrEnum):
    """What became of somebody's request."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


REQUEST_LABELS = {
    RequestState.ASKED: "Demandée",
    RequestState.ACCEPTED: "Acceptée",
    RequestState.DECLINED: "Déclinée",
    RequestState.WITHDRAWN: "Retirée",
}


class ImmersionRequest(Dated, Model):
    """A member asks for an immersion; one is accepted, and the others are told."""

    __tablename__ = "immersion_request"
    __table_args__ = (
        UniqueConstraint("immersion_id", "member_id"),
        Index(
            "uq_immersion_request_accepted",
            "immersion_id",
            unique=True,
            sqlite_where=text("state = 'accepted'"),
            postgresql_where=text("state = 'accepted'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    immersion_id: Mapped[int] = mapped_column(ForeignKey("immersion.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    message: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[RequestState] = mapped_column(default=RequestState.ASKED)
    decided_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(Text, default="")

    immersion: Mapped[Immersion] = relationship()
    member: Mapped[Member] = relationship()


class SwapWish(Dated, Model):
    """A member would exchange their post for another elsewhere. Known to nobody but the search."""

    __tablename__ = "swap_wish"
    __table_args__ = (
        Index(
            "uq_swap_wish_live",
            "member_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    department_code: Mapped[str] = mapped_column(ForeignKey("department.code"))  # where they work
    wanted_departments: Mapped[list[str]] = mapped_column(default=list)
    job_profile_id: Mapped[int] = mapped_column(ForeignKey("job_profile.id"))
    category: Mapped[Category | None]
    withdrawn_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship()
    job_profile: Mapped[JobProfile] = relationship()


class SwapCircle(Dated, Model):
    """Two or three wishes that answer one another; names appear when all have accepted."""

    __tablename__ = "swap_circle"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)  # the wishes, so that it is told once
    broken_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]

    parts: Mapped[list[SwapPart]] = relationship(
        back_populates="circle", order_by="SwapPart.place", cascade="all, delete-orphan"
    )


class SwapPart(Model):
    """One wish of a circle, and whether its author accepts."""

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


class SharedPost(Dated, Model):
    """Two part-time openings within 40 km that could be one post: told once to both recruiters."""

    __tablename__ = "shared_post"
    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        CheckConstraint("one_id < other_id", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    one_id: Mapped[int] = mapped_column(ForeignKey("opening.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("opening.id"), index=True)
    distance_km: Mapped[int]

    one: Mapped[Opening] = relationship(foreign_keys=[one_id])
    other: Mapped[Opening] = relationship(foreign_keys=[other_id])
