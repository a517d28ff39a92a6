"""Organizations entered in the directory, kept up, and found there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import count

from sqlalchemy import inspect, select

from intranet.kit import search
from intranet.kit.conditional import hold_row
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

NAMES = (
    "name",
    "acronym",
    "region_code",
)  # what the search says of it beside its things and people
RESERVED = {"nouvelle", "personnes", "suggestions"}  # addresses of the directory itself


def enter(organization: Organization) -> None:
    """Put it in the directory, under every name that people call it by."""
    _write([organization])
    let_be_found(organization)


Renaming = Callable[[int, datetime], None]
_RENAMINGS: dict[str, Renaming] = {}


def at_renaming(name: str, renaming: Renaming) -> None:
    """What a domain above says by the name of an organization, in the transaction that changes it."""
    _RENAMINGS[name] = renaming


def hold_as_seen(organization: Organization, version: str) -> bool:
    """Hold its page until the commit, and say whether it still is the one that was seen."""
    hold_row(Organization, organization.id)
    db.session.refresh(organization)
    return organization.version == version


def keep_up(organization: Organization, at: datetime) -> None:
    """Once its page is written, or written again: what bears its name takes the new one."""
    known = inspect(organization)
    is_renamed = known.persistent and any(known.attrs[one].history.has_changes() for one in NAMES)
    enter(organization)
    if is_renamed:
        say_new_name(organization, at)


def say_new_name(organization: Organization, at: datetime) -> None:
    """Whatever is found by the name of its organization is found by this one."""
    for renaming in _RENAMINGS.values():
        renaming(organization.id, at)


def enter_all(organizations: Sequence[Organization]) -> None:
    """Put many in the directory at once, where nobody else is writing; none of them has closed."""
    _write(organizations)
    search.index_all(
        [
            {
                "kind": kind_of(one),
                "object_id": one.id,
                "title": one.name,
                "address": one.address,
                "summary": KIND_LABELS[one.kind],
                "words": " ".join(words_of(one)),
                "ends_at": None,
            }
            for one in organizations
        ]
    )


def _write(organizations: Sequence[Organization]) -> None:
    for one in organizations:
        one.folded = folded_names(one.name, one.acronym, one.former_name, one.legal_form)
    db.session.add_all(organizations)
    db.session.flush()


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
    kind = kind_of(organization)
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
        words=words_of(organization),
    )


def kind_of(organization: Organization) -> str:
    """As what it is found."""
    return "provider" if organization.kind is Kind.PROVIDER else "organization"


def words_of(organization: Organization) -> list[str]:
    """By what it is found, besides its name and its nature."""
    said = organization.folded, organization.acronym, organization.former_name
    return [text for text in (*said, organization.siren, organization.about) if text]
