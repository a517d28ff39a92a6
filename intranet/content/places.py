"""The places: regions, départements, communes and EPCI, from the files of `places/data`."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from intranet.kit.db import db
from intranet.kit.texts import slug
from intranet.places.models import Department, Municipality, Region
from intranet.places.queries import folded

DATA = Path(__file__).parent.parent / "places" / "data"


def load() -> None:
    """All of them; nothing where they are in already."""
    load_regions()
    load_departments()
    load_municipalities()


def load_regions() -> None:
    """The 26 regions and overseas collectivities; nothing where they are in already."""
    _fill(Region, ({**row, "slug": slug(row["name"])} for row in rows("regions.csv")))


def load_departments() -> None:
    _fill(Department, rows("departements.csv"))


def load_municipalities(only: Collection[str] | None = None) -> None:
    """The 34,969 communes (or only some, for tests), with their point and whose point it is."""
    _fill(
        Municipality,
        (
            {
                "code": row["code"],
                "name": row["name"],
                "folded": folded(row["name"]),
                "department_code": row["departement_code"],
                "region_code": row["region_code"],
                "epci_siren": row["epci_siren"] or None,
                "population": int(row["population"] or 0),
                "postcodes": row["postcodes"],
                "latitude": float(row["latitude"]) if row["latitude"] else None,
                "longitude": float(row["longitude"]) if row["longitude"] else None,
                "precision": row["precision"] or None,
            }
            for row in rows("communes.csv.gz")
            if only is None or row["code"] in only
        ),
    )


def rows(name: str) -> Iterator[dict[str, str]]:
    """The lines of one of the files, by column; names with the apostrophe that we write."""
    path = DATA / name
    open_text = gzip.open if name.endswith(".gz") else open
    with open_text(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            row["name"] = row["name"].replace("'", "’")
            yield row


def _fill(model: type[Any], lines: Any) -> None:
    """Written to the table itself: the communes are many, and nobody holds one of them meanwhile."""
    if db.session.execute(select(model).limit(1)).first() is None:
        db.session.execute(insert(model.__table__), list(lines))
