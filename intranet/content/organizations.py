"""The organizations: the EPCI and EPT by their SIREN, and those that our sources name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from intranet.content.places import rows
from intranet.content.written import read
from intranet.kit.db import db
from intranet.kit.texts import slug
from intranet.organizations.actions import enter_all
from intranet.organizations.models import EmailDomain, Kind, Organization
from intranet.places.models import Municipality

FACTS = Path(__file__).parent / "facts" / "organizations.yaml"
# What decoupage-administratif 6.0.0 gathers; the populations and points are ours to add up.
EPCI_SOURCE = "INSEE et DGCL, liste et composition des intercommunalités (BANATIC)"
EPCI_SOURCE_DATE = "2026"


def load() -> None:
    """Whatever is not in yet; what is there stays as people have since changed it."""
    known = set(db.session.scalars(select(Organization.slug)))
    told = [*from_register(), *from_sources()]
    enter_all([organization for organization in told if organization.slug not in known])


def from_register() -> Iterator[Organization]:
    """The 1,255 EPCI and 11 EPT, each with a slug of its own: two bear the same name at times."""
    lines = list(rows("epci.csv"))
    slugs = [slug(line["name"]) for line in lines]
    for line, short in zip(lines, slugs, strict=True):
        yield Organization(
            slug=short if slugs.count(short) == 1 else f"{short}-{line['siren']}",
            siren=line["siren"],
            kind=Kind.EPT if line["legal_form"] == "EPT" else Kind.EPCI,
            legal_form=line["legal_form"],
            name=line["name"],
            region_code=line["region_code"] or None,
            department_code=line["departement_code"] or None,
            population=int(line["population"]) if line["population"] else None,
            member_count=int(line["member_communes"]) if line["member_communes"] else None,
            latitude=float(line["latitude"]) if line["latitude"] else None,
            longitude=float(line["longitude"]) if line["longitude"] else None,
            source_title=EPCI_SOURCE,
            source_date=EPCI_SOURCE_DATE,
        )


def from_sources() -> Iterator[Organization]:
    """Federations, chambers, agencies, operators, providers, and the demonstration structures."""
    for told in read(FACTS)["organizations"]:
        source: dict[str, Any] = told.get("source", {})
        town = db.session.get(Municipality, told["commune"]) if "commune" in told else None
        yield Organization(
            slug=told["slug"],
            kind=Kind(told["kind"]),
            name=told["name"],
            acronym=told.get("acronym"),
            former_name=told.get("former_name"),
            region_code=told.get("region"),
            department_code=told.get("department"),
            municipality_code=town.code if town else None,
            latitude=town.latitude if town else None,
            longitude=town.longitude if town else None,
            website=told.get("website"),
            about=" ".join(told["about"].split()),
            source_title=source.get("title"),
            source_url=source.get("url"),
            source_date=source.get("date"),
            is_demo=told.get("demo", False),
            domains=[EmailDomain(domain=domain) for domain in told.get("email_domains", ())],
        )
