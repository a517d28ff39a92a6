"""What a place is. Codes are text everywhere: `2A`, `01`, `974`."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Model


class Zone(StrEnum):
    """Metropolitan France, the five overseas départements, the overseas collectivities."""

    METRO = "metro"
    DROM = "drom"
    COM = "com"


class Precision(StrEnum):
    """Whose point a commune bears: its own, the mean of its EPCI, the median of its département."""

    MUNICIPALITY = "commune"
    EPCI = "epci"
    DEPARTMENT = "departement"


CORSICA = ("2A", "2B")
UNINHABITED = "989"  # Clipperton, by its code: named where something is said of it, never offered

# The regions that « en » does not lead to, by code.
_NOT_EN = {
    "04": "à La Réunion",
    "06": "à Mayotte",
    "24": "dans le Centre-Val de Loire",
    "32": "dans les Hauts-de-France",
    "44": "dans le Grand Est",
    "52": "dans les Pays de la Loire",
    "975": "à Saint-Pierre-et-Miquelon",
    "977": "à Saint-Barthélemy",
    "978": "à Saint-Martin",
    "984": "dans les Terres australes et antarctiques françaises",
    "986": "à Wallis et Futuna",
    "989": "à l’île de Clipperton",
}


def in_region(code: str, name: str) -> str:
    """« en Bretagne », « dans le Grand Est », « à Mayotte »."""
    return _NOT_EN.get(code) or f"en {name}"


class Region(Model):
    """A région or an overseas collectivity, by its INSEE code."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    zone: Mapped[Zone]

    @property
    def inside(self) -> str:
        """Where one is, in it: « en Bretagne », « dans le Grand Est »."""
        return in_region(self.code, self.name)


class Department(Model):
    """A département, by its code."""

    __tablename__ = "department"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    zone: Mapped[Zone]

    region: Mapped[Region] = relationship()


class Municipality(Model):
    """A commune, by its INSEE code; `folded` is its name without case or accents, for suggestions."""

    __tablename__ = "municipality"
    __table_args__ = (Index("ix_municipality_folded_population", "folded", "population"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    folded: Mapped[str]
    department_code: Mapped[str] = mapped_column(ForeignKey("department.code"), index=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    epci_siren: Mapped[str | None] = mapped_column(index=True)
    population: Mapped[int] = mapped_column(default=0)
    postcodes: Mapped[str] = mapped_column(default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    precision: Mapped[Precision | None]

    department: Mapped[Department] = relationship()
    region: Mapped[Region] = relationship()

    @property
    def label(self) -> str:
        """Nancy (54)."""
        return f"{self.name} ({self.department_code})"
