"""What courses show on the pages of other domains: an item of the referential, an organization."""

from __future__ import annotations

from flask import render_template

from intranet.competencies.queries import Item
from intranet.courses import queries
from intranet.kit.clock import now
from intranet.organizations.models import Organization


def to_an_item(item: Item) -> str | None:
    """The courses that raise it, and when next."""
    if not item.is_assessable:
        return None
    offered = queries.raising(item.competency_id, now())
    return render_template("courses/_panel_competency.html", item=item, offered=offered)


def to_an_organization(organization: Organization) -> str | None:
    """Its courses; nothing on the page of those that offer none."""
    offered = queries.offered_by(organization.id, now())
    if not offered.total:
        return None
    return render_template(
        "courses/_panel_organization.html", organization=organization, offered=offered
    )
