"""What an edition of the Tour is, with its stages, and what is known of the partnerships it shows."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.events.models import Event
from intranet.kit.db import Dated, Model
from intranet.organizations.models import Kind, Organization
from intranet.places.models import Region


class Lifecycle(StrEnum):
    """How far a stage has come."""

    IDEA = "idea"
    HOSTS_CONFIRMED = "hosts_confirmed"
    ANNOUNCED = "announced"
    HELD = "held"
    REPORTED = "reported"
    ARCHIVED = "archived"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


LIFECYCLE_LABELS = {
    Lifecycle.IDEA: "À programmer",
    Lifecycle.HOSTS_CONFIRMED: "Hôtes confirmés",
    Lifecycle.ANNOUNCED: "Annoncée",
    Lifecycle.HELD: "Tenue",
    Lifecycle.REPORTED: "Restituée",
    Lifecycle.ARCHIVED: "Archivée",
    Lifecycle.POSTPONED: "Reportée",
    Lifecycle.CANCELLED: "Annulée",
}
TO_PROGRAMME = frozenset({Lifecycle.IDEA, Lifecycle.HOSTS_CONFIRMED})
# What is said of a stage that has not come so far as to have all it needs.
NEED_HOSTS = frozenset(
    {Lifecycle.HOSTS_CONFIRMED, Lifecycle.ANNOUNCED, Lifecycle.HELD, Lifecycle.REPORTED, Lifecycle.ARCHIVED}
)  # fmt: skip
NEED_DAY = NEED_HOSTS - {Lifecycle.HOSTS_CONFIRMED}
NEED_PAST_DAY = NEED_DAY - {Lifecycle.ANNOUNCED}
NEED_SUMMARY = frozenset({Lifecycle.REPORTED, Lifecycle.ARCHIVED})


class HostRole(StrEnum):
    """In what quality an organization hosts a stage: its own nature says it."""

    CCI = "cci"
    INTERCOMMUNALITY = "intercommunality"
    REGION = "region"
    PARTNER = "partner"


HOST_ROLE_LABELS = {
    HostRole.CCI: "Chambre hôte",
    HostRole.INTERCOMMUNALITY: "Intercommunalité hôte",
    HostRole.REGION: "Région",
    HostRole.PARTNER: "Partenaire",
}
ROLE_OF_KIND = {
    Kind.CCI: HostRole.CCI,
    Kind.EPCI: HostRole.INTERCOMMUNALITY,
    Kind.EPT: HostRole.INTERCOMMUNALITY,
    Kind.REGION: HostRole.REGION,
}


class StageChanged(Exception):
    """Somebody changed the stage since its form was opened; nothing was written."""


class Tour(Dated, Model):
    """An edition."""

    __tablename__ = "tour"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    year: Mapped[int] = mapped_column(unique=True)
    about: Mapped[str] = mapped_column(Text, default="")
    source_title: Mapped[str | None]
    source_url: Mapped[str | None]
    source_date: Mapped[str | None]

    stages: Mapped[list[Stage]] = relationship(back_populates="tour", order_by="Stage.number")


class Stage(Dated, Model):
    """One region's turn."""

    __tablename__ = "stage"
    __table_args__ = (
        UniqueConstraint("tour_id", "region_code"),
        UniqueConstraint("tour_id", "number"),
        CheckConstraint(
            "lifecycle NOT IN ('announced', 'held', 'reported', 'archived') OR starts_on IS NOT NULL",
            name="announced_has_day",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tour_id: Mapped[int] = mapped_column(ForeignKey("tour.id"))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(default="")
    lifecycle: Mapped[Lifecycle] = mapped_column(default=Lifecycle.IDEA)
    starts_on: Mapped[date | None] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    without_materials: Mapped[bool] = mapped_column(default=False)  # no slides will be published
    lock_version: Mapped[int] = mapped_column(default=1)

    tour: Mapped[Tour] = relationship(back_populates="stages")
    region: Mapped[Region] = relationship()
    event: Mapped[Event | None] = relationship()
    hosts: Mapped[list[StageHost]] = relationship(
        back_populates="stage", order_by="StageHost.position", cascade="all, delete-orphan"
    )

    @property
    def label(self) -> str:
        return LIFECYCLE_LABELS[self.lifecycle]

    @property
    def standing(self) -> str:
        """Where it stands, in a sentence that hides nothing."""
        if self.lifecycle not in TO_PROGRAMME:
            return self.label
        if self.starts_on:
            return "À programmer : une date proposée, des hôtes à confirmer"
        if self.hosts:
            return "À programmer : des hôtes, sans date pour l’instant"
        return "À programmer : sans date ni hôte pour l’instant"

    @property
    def is_called_off(self) -> bool:
        """Postponed or cancelled: its day is the one it was to be on."""
        return self.lifecycle in {Lifecycle.POSTPONED, Lifecycle.CANCELLED}

    @property
    def is_to_programme(self) -> bool:
        return self.lifecycle in TO_PROGRAMME

    def is_coming(self, on: date) -> bool:
        announced = self.lifecycle is Lifecycle.ANNOUNCED
        return announced and self.starts_on is not None and self.starts_on >= on


def lacking(
    lifecycle: Lifecycle, roles: set[HostRole], starts_on: date | None, summary: str, on: date
) -> dict[str, str]:
    """What a stage still needs to be said to have come so far: a sentence by field."""
    found: dict[str, str] = {}
    absent = [
        words
        for role, words in (
            (HostRole.CCI, "une CCI"),
            (HostRole.INTERCOMMUNALITY, "une intercommunalité"),
        )
        if role not in roles
    ]
    if lifecycle in NEED_HOSTS and absent:
        found["hosts"] = f"Il manque {' et '.join(absent)} parmi les hôtes."
    if lifecycle in NEED_DAY and starts_on is None:
        found["starts_on"] = "Une étape annoncée a une date."
    if lifecycle is Lifecycle.ANNOUNCED and starts_on and starts_on < on:
        found["starts_on"] = "Cette date est passée : l’étape est tenue, ou reportée."
    if lifecycle in NEED_PAST_DAY and starts_on and starts_on > on:
        found["starts_on"] = "Cette date n’est pas encore passée : l’étape est annoncée."
    if lifecycle in NEED_SUMMARY and not summary:
        found["summary"] = "Une étape restituée a un compte rendu."
    return found


class StageHost(Model):
    """Who receives a stage: a chamber and an intercommunality at least, the region invited."""

    __tablename__ = "stage_host"
    __table_args__ = (UniqueConstraint("stage_id", "organization_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    role: Mapped[HostRole]
    position: Mapped[int] = mapped_column(default=0)

    stage: Mapped[Stage] = relationship(back_populates="hosts")
    organization: Mapped[Organization] = relationship()

    @property
    def role_label(self) -> str:
        return HOST_ROLE_LABELS[self.role]


class Partnership(Dated, Model):
    """A partnership between chambers and territories as a source tells it; `inferred` fields are ours."""

    __tablename__ = "partnership"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    territory_name: Mapped[str]
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    signed_on: Mapped[date | None]
    period_note: Mapped[str] = mapped_column(default="")
    axes: Mapped[list[str]] = mapped_column(default=list)
    notes: Mapped[list[str]] = mapped_column(default=list)
    inferred: Mapped[list[str]] = mapped_column(default=list)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # title, url, date

    region: Mapped[Region | None] = relationship()
    parties: Mapped[list[Party]] = relationship(
        back_populates="partnership", order_by="Party.position", cascade="all, delete-orphan"
    )


class Party(Model):
    """Who is in a partnership, by the name its source gives, and its page where we know it."""

    __tablename__ = "party"

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)

    partnership: Mapped[Partnership] = relationship(back_populates="parties")
    organization: Mapped[Organization | None] = relationship()


class Figure(Model):
    """A figure as somebody published it: two that disagree are both shown, each with its source."""

    __tablename__ = "figure"

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(unique=True)
    label: Mapped[str]
    value: Mapped[str]
    date: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    source_title: Mapped[str]
    source_url: Mapped[str | None]
    source_date: Mapped[str | None]
