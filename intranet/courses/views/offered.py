"""What courses show on the pages of other domains: an item of the referential, an organization."""

from __future__ import annotations

from flask import render_template, url_for

from intranet.bookings import queries as seats
from intranet.competencies.queries import Item, Territory
from intranet.courses import queries
from intranet.courses.models import CatalogueStamp
from intranet.courses.queries import held
from intranet.kit.clock import now
from intranet.kit.panels import Figures
from intranet.kit.ui import kept
from intranet.organizations.models import Organization


def to_an_item(item: Item) -> str | None:
    """The courses that raise it, and when next: the same for all who read."""
    if not item.is_assessable:
        return None
    at = now()

    def drawn() -> str:
        offered = queries.raising(item.competency_id, at)
        return render_template("courses/_panel_competency.html", item=item, offered=offered)

    told = item.competency_id, item.code, item.title
    found: str = kept("courses of an item", CatalogueStamp.in_minute(at), *told, caller=drawn)
    return found


def to_an_organization(organization: Organization) -> str | None:
    """Its courses; nothing on the page of those that offer none."""
    offered = queries.offered_by(organization.id, now())
    if not offered.total:
        return None
    return render_template(
        "courses/_panel_organization.html",
        organization=organization,
        offered=offered,
        difficulties=seats.difficulties_counted(held.bookables_held_by(organization.id)),
    )


def in_a_territory(_territory: Territory) -> Figures:
    """The courses that teach each item: one goes where they are held, so all of them count."""
    return Figures(
        "Formations",
        queries.taught(now()),
        lambda item: url_for("courses.index", competence=item.code),
    )
