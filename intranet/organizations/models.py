"""What an organization is: a body that employs, trains, funds or federates."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.places.models import Department, Municipality, Region


class Kind(StrEnum):
    """What sort of body it is."""

    EPCI = "epci"
    EPT = "ept"
    CCI = "cci"
    CMA = "cma"
    AGENCY = "agency"
    SEM = "sem"
    REGION = "region"
    DEPARTMENT = "department"
    STATE = "state"
    OPERATOR = "operator"
    FEDERATION = "federation"
    PROVIDER = "provider"
    CLUSTER = "cluster"
    ASSOCIATION = "association"
    COMPANY = "company"
    OTHER = "other"


KIND_LABELS = {
    Kind.EPCI: "Intercommunalité",
    Kind.EPT: "Établissement public territorial",
    Kind.CCI: "Chambre de commerce et d’industrie",
    Kind.CMA: "Chambre de métiers et de l’artisanat",
    Kind.AGENCY: "Agence de développement",
    Kind.SEM: "Société d’économie mixte",
    Kind.REGION: "Région",
    Kind.DEPARTMENT: "Département",
    Kind.STATE: "Service de l’État",
    Kind.OPERATOR: "Opérateur national",
    Kind.FEDERATION: "Fédération nationale",
    Kind.PROVIDER: "Organisme de formation",
    Kind.CLUSTER: "Pôle ou filière",
    Kind.ASSOCIATION: "Association",
    Kind.COMPANY: "Entreprise",
    Kind.OTHER: "Autre structure",
}

# The legal forms of the register of intercommunalités, in full.
LEGAL_FORM_LABELS = {
    "CC": "Communauté de communes",
    "CA": "Communauté d’agglomération",
    "CU": "Communauté urbaine",
    "METRO": "Métropole",
    "MET69": "Métropole à statut particulier",
    "EPT": "Établissement public territorial",
}

# Employers under public law, and the branch of the civil service of their agents (« le versant »): their
# openings say a category and grades, and stand on the State’s boards too.
CIVIL_SERVICES = {
    **dict.fromkeys((Kind.EPCI, Kind.EPT, Kind.REGION, Kind.DEPARTMENT), "Territoriale"),
    Kind.STATE: "De l’État",
}
PUBLIC_EMPLOYERS = frozenset(CIVIL_SERVICES)


class DomainIsTaken(Exception):
    """The domain already belongs to another organization."""


class AlreadyClosed(Exception):
    """It, or the one that was to take its place, has closed meanwhile."""


class StillAtWork(Exception):
    """Something of it is online, and nobody was named to take it over."""


class Organization(Dated, Model):
    """A body of the network. EPCI bear their SIREN; the others may have none known."""

    __tablename__ = "organization"
    __table_args__ = (
        # What the directory lists, and all that it counts.
        Index(
            "ix_organization_there",
            *("folded", "id", "region_code", "kind", "department_code"),
            sqlite_where=text("closed_on IS NULL"),
            postgresql_where=text("closed_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    siren: Mapped[str | None] = mapped_column(String(9), unique=True)
    kind: Mapped[Kind] = mapped_column(index=True)
    legal_form: Mapped[str | None]
    name: Mapped[str]
    acronym: Mapped[str | None]
    former_name: Mapped[str | None]
    folded: Mapped[str] = mapped_column(index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    department_code: Mapped[str | None] = mapped_column(ForeignKey("department.code"), index=True)
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    population: Mapped[int | None]
    member_count: Mapped[int | None]
    website: Mapped[str | None]
    about: Mapped[str] = mapped_column(Text, default="")
    source_title: Mapped[str | None]
    source_url: Mapped[str | None]
    source_date: Mapped[str | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    trusted_at: Mapped[datetime | None]  # since when its openings go online without a review
    closed_on: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))  # once closed

    region: Mapped[Region | None] = relationship()
    department: Mapped[Department | None] = relationship()
    municipality: Mapped[Municipality | None] = relationship()
    domains: Mapped[list[EmailDomain]] = relationship(back_populates="organization")
    successor: Mapped[Organization | None] = relationship(remote_side="Organization.id")

    @property
    def in_its_place(self) -> Organization:
        """Itself; once it has closed, what took its place."""
        return self.successor.in_its_place if self.successor else self

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.kind]

    @property
    def nature(self) -> str:
        """What sort of body it is, as precisely as we know: its legal form, else its kind."""
        return LEGAL_FORM_LABELS.get(self.legal_form or "", self.kind_label)

    @property
    def is_public_employer(self) -> bool:
        return self.kind in PUBLIC_EMPLOYERS

    @property
    def civil_service(self) -> str | None:
        return CIVIL_SERVICES.get(self.kind)

    @property
    def version(self) -> str:
        """Of its page, as whoever writes it saw it."""
        return self.updated_at.isoformat()

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"/annuaire/{self.slug}"

    @property
    def short_name(self) -> str:
        return self.acronym or self.name


class EmailDomain(Model):
    """A domain whose addresses belong to the people of one organization."""

    __tablename__ = "email_domain"

    domain: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)

    organization: Mapped[Organization] = relationship(back_populates="domains")
