"""Organizations under the names that tests type."""

from __future__ import annotations

from typing import Any

from intranet.kit.db import db
from intranet.kit.texts import slug
from intranet.organizations.actions import enter
from intranet.organizations.models import EmailDomain, Kind, Organization


def entered(name: str, *, domains: tuple[str, ...] = (), **given: Any) -> Organization:
    """In the directory, indexed as the starting content is."""
    given = {"kind": Kind.EPCI, "slug": slug(name), "region_code": "44"} | given
    organization = Organization(name=name, **given)
    organization.domains = [EmailDomain(domain=domain) for domain in domains]
    enter(organization)
    db.session.commit()
    return organization
