"""The bridge between statuses: from the status one has, by each way in, to the post one wants."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.members.models import Member
from intranet.openings.models.words import Category, Route


class Status(StrEnum):
    """The status under which somebody works, or looks for work."""

    CIVIL_SERVANT = "civil_servant"
    PUBLIC_CONTRACT = "public_contract"
    CHAMBER = "chamber"
    PRIVATE = "private"
    SEEKER = "seeker"
    GRADUATE = "graduate"


STATUS_LABELS = {
    Status.CIVIL_SERVANT: "Fonctionnaire titulaire",
    Status.PUBLIC_CONTRACT: "Agent contractuel de droit public",
    Status.CHAMBER: "Agent de chambre consulaire",
    Status.PRIVATE: "Salarié de droit privé",
    Status.SEEKER: "En recherche d’emploi",
    Status.GRADUATE: "En études, ou tout juste diplômé",
}
# The last word of the address of each: what one reads, not what the code says.
STATUS_SLUGS = {
    Status.CIVIL_SERVANT: "fonctionnaire",
    Status.PUBLIC_CONTRACT: "contractuel",
    Status.CHAMBER: "agent-de-chambre",
    Status.PRIVATE: "salarie",
    Status.SEEKER: "en-recherche",
    Status.GRADUATE: "diplome",
}
ROUTE_SLUGS = {
    Route.TRANSFER: "mutation",
    Route.DETACHMENT: "detachement",
    Route.SECONDMENT: "mise-a-disposition",
    Route.PUBLIC_CONTRACT: "contrat-public",
    Route.PRIVATE_CONTRACT: "contrat-prive",
    Route.APPRENTICESHIP: "apprentissage",
    Route.VTE: "volontariat",
}


class OwnStatus(Dated, Model):
    """The status that a member says they have; read by nobody else."""

    __tablename__ = "own_status"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id"), primary_key=True, autoincrement=False
    )
    status: Mapped[Status]
    category: Mapped[Category | None]  # of a civil servant


class SheetAlreadyChanged(Exception):
    """Somebody else reworded this sheet since it was read."""


class RouteSheet(Dated, Model):
    """From a status, by a way in: conditions, what to prepare, the legal source. Written by animators."""

    __tablename__ = "route_sheet"
    __table_args__ = (UniqueConstraint("status", "route"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[Status]
    route: Mapped[Route]
    is_possible: Mapped[bool] = mapped_column(default=True)
    summary: Mapped[str] = mapped_column(String(120), default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    documents: Mapped[list[str]] = mapped_column(default=list)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # title, url
    is_verified: Mapped[bool] = mapped_column(default=False)  # an animator read it against the law
    checked_on: Mapped[date]
    review_on: Mapped[date]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    version: Mapped[int] = mapped_column(default=1)

    author: Mapped[Member | None] = relationship()


class RouteSheetVersion(Model):
    """What a sheet said, and who wrote it, at each change: rows are added, never changed."""

    __tablename__ = "route_sheet_version"
    __table_args__ = (UniqueConstraint("sheet_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("route_sheet.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    said: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(String(300), default="")

    author: Mapped[Member | None] = relationship()
