"""What happens to organizations: being entered in the directory, and being found there."""

from __future__ import annotations

from intranet.kit import search
from intranet.kit.db import db
from intranet.organizations.models import KIND_LABELS, Organization
from intranet.organizations.queries import folded_names


def enter(organization: Organization) -> None:
    """Put it in the directory, under every name that people call it by."""
    organization.folded = folded_names(
        organization.name, organization.acronym, organization.former_name, organization.legal_form
    )
    db.session.add(organization)
    db.session.flush()
    let_be_found(organization)


def let_be_found(organization: Organization) -> None:
    """Again after each change of its names or its text; not any more once it has closed."""
    if organization.closed_on:
        search.forget("organization", organization.id)
        return
    search.index(
        "organization",
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
