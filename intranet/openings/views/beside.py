"""Panels: the live openings, on the page of an item, of an organization, of a region, of a territory."""

from __future__ import annotations

from flask import render_template, url_for
from sqlalchemy import Select

from intranet.competencies.queries import Item, Territory
from intranet.kit.access import reader
from intranet.kit.clock import now, today
from intranet.kit.db import every
from intranet.kit.panels import Figures
from intranet.kit.ui import kept
from intranet.openings import queries
from intranet.openings.forms import TERRITORIES
from intranet.openings.models import BoardStamp, Opening
from intranet.openings.queries import Search
from intranet.organizations.models import Organization
from intranet.places.models import Region

SHOWN = 3


def on_a_competency(item: Item) -> str | None:
    """The same for all who read, as long as the board says the same."""

    def drawn() -> str:
        return (
            _panel(
                queries.live_requiring(item.competency_id, now()),
                Search(competency_id=item.competency_id),
                "demande cette compétence",
                "demandent cette compétence",
                url_for("openings.index", competence=item.code),
                "Toutes les offres qui la demandent",
            )
            or ""
        )

    told = item.competency_id, item.code, today()
    found: str = kept("openings of an item", BoardStamp.in_minute(now()), *told, caller=drawn)
    return found


def where_to_learn(item: Item) -> str | None:
    """For a visitor; a member's page asks enough already, and fetches it apart."""
    return None if reader() else where_to_learn_apart(item)


def where_to_learn_apart(item: Item) -> str | None:
    """Where one may go and learn it from whoever does it."""
    found = queries.immersions.teaching(item.competency_id, today(), SHOWN)
    if not found:
        return None
    return render_template("openings/immersions/_panel.html", found=found, item=item)


def on_an_organization(organization: Organization) -> str | None:
    return _panel(
        queries.live_of(organization.id, now()),
        Search(organization_id=organization.id),
        "à pourvoir ici",
        "à pourvoir ici",
        url_for("openings.index", structure=organization.slug),
        "Toutes ses offres",
    )


def on_a_territory(organization: Organization) -> str | None:
    """What anybody publishes on the territory of an intercommunality."""
    if organization.kind not in TERRITORIES or not organization.siren:
        return None
    return _panel(
        queries.live_on(organization.siren, now()),
        Search(epci=organization.siren),
        "sur ce territoire",
        "sur ce territoire",
        url_for("openings.index", epci=organization.siren),
        "Toutes les offres du territoire",
    )


def on_a_region(region: Region) -> str | None:
    return _panel(
        queries.live_in(region.code, now()),
        Search(regions=(region.code,)),
        region.inside,
        region.inside,
        url_for("openings.index", region=region.code),
        "Toutes les offres de la région",
    )


def in_a_territory(territory: Territory) -> Figures:
    """How many live openings there ask for each item."""
    return Figures(
        "Offres",
        queries.live_by_item(now(), territory.region, territory.department),
        lambda item: url_for(
            "openings.index",
            competence=item.code,
            region=territory.region,
            departement=territory.department,
        ),
    )


def _panel(
    query: Select[Opening], search: Search, one: str, many: str, url: str, more: str
) -> str | None:
    """The three newest, how many there are, and the way to all of them; nothing where none is."""
    openings = every(query.limit(SHOWN))
    total = queries.tally(search, now()).total if len(openings) == SHOWN else len(openings)
    if not openings:
        return None
    return render_template(
        "openings/_panel.html",
        openings=openings,
        total=total,
        words=one if total == 1 else many,
        url=url,
        more=more,
    )
