"""What happens to organizations: being entered in the directory, and being found there."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from sqlalchemy import select

from intranet.kit import search
from intranet.kit.db import db
from intranet.kit.texts import slug
from intranet.organizations.models import (
    KIND_LABELS,
    DomainIsTaken,
    EmailDomain,
    Kind,
    Organization,
)
from intranet.organizations.queries import SEARCHED, folded_names

RESERVED = {"nouvelle", "personnes", "suggestions"}  # addresses of the directory itself


def enter(organization: Organization) -> None:
    """Put it in the directory, under every name that people call it by."""
    organization.folded = folded_names(
        organization.name, organization.acronym, organization.former_name, organization.legal_form
    )
    db.session.add(organization)
    db.session.flush()
    let_be_found(organization)


def keep_domains(organization: Organization, domains: Iterable[str]) -> None:
    """The domains whose addresses admit people at once. Raises DomainIsTaken."""
    wanted = set(domains)
    others = select(EmailDomain).where(
        EmailDomain.domain.in_(wanted), EmailDomain.organization_id != organization.id
    )
    taken = db.session.scalars(others).first()
    if taken:
        raise DomainIsTaken(taken.domain)
    kept = {found.domain: found for found in organization.domains}
    for domain, found in kept.items():
        if domain not in wanted:
            db.session.delete(found)
    for domain in sorted(wanted - kept.keys()):
        db.session.add(EmailDomain(domain=domain, organization_id=organization.id))
    db.session.flush()
    db.session.expire(organization, ["domains"])


def free_slug(name: str) -> str:
    """The address of a new page: its name, with a number where another bears it."""
    wanted = slug(name)
    taken = set(
        db.session.scalars(
            select(Organization.slug).where(Organization.slug.startswith(wanted, autoescape=True))
        )
    )
    taken |= RESERVED
    numbered = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(each for each in numbered if each not in taken)


def let_be_found(organization: Organization) -> None:
    """Again after each change of its names or its text; not any more once it has closed."""
    kind = "provider" if organization.kind is Kind.PROVIDER else "organization"
    for other in SEARCHED:
        if organization.closed_on or other != kind:
            search.forget(other, organization.id)
    if organization.closed_on:
        return
    search.index(
        kind,
        organization.id,
        title=organization.name,
        address=organization.address,
        summary=KIND_LABELS[organization.kind],
        words=[
            text
            for text in (
                organization.folded,
                organization.acronym,
                organization.former_name,
                organization.siren,
                organization.about,
            )
            if text
        ],
    )
