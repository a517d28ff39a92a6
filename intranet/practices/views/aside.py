"""What this domain shows on the pages of others: three sheets, how many there are, where the rest is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from flask import render_template, url_for
from sqlalchemy import Select, func
from sqlalchemy.orm import joinedload

from intranet.competencies.queries import Item
from intranet.kit.clock import today
from intranet.kit.db import db
from intranet.kit.ui import kept
from intranet.organizations.models import Organization
from intranet.places.models import Region
from intranet.practices import queries
from intranet.practices.models import Practice, SheetStamp

SHOWN = 3
MOST_OF_REGION, SHOWN_OF_REGION, FIGURES = 50, 5, 8


def of_competency(item: Item) -> str | None:
    """The sheets that show an item: the same for all who read."""
    on = today()

    def drawn() -> str | None:
        return _drawn(
            queries.showing(item, on),
            heading="Des pratiques qui la montrent",
            nothing="Aucune bonne pratique récente ne montre cette compétence.",
            more=url_for("practices.index", competence=item.code),
        )

    told = item.branch, item.code, on
    found: str = kept("sheets of an item", SheetStamp.reads(), *told, caller=drawn)
    return found


def of_organization(organization: Organization) -> str | None:
    """The sheets of an organization, or of its territory; nothing where there is none."""
    return _drawn(
        queries.about_organization(organization.id),
        heading="Ses bonnes pratiques",
        nothing=None,
        more=url_for("practices.index", structure=organization.slug),
    )


def of_region(region: Region) -> str:
    """The sheets that speak of a region, and the figures that they publish."""
    query = queries.told_of_region(region.code, today()).options(joinedload(Practice.published))
    found, total = _first(query, MOST_OF_REGION)
    return render_template(
        "practices/_panel_region.html",
        region=region,
        practices=found[:SHOWN_OF_REGION],
        total=total,
        figures=list(islice(_figures(found), FIGURES)),
    )


def _figures(practices: Sequence[Practice]) -> Iterator[tuple[dict[str, Any], Practice]]:
    """Each dated figure of these sheets, with the sheet that gives its source."""
    for practice in practices:
        assert practice.published, "is_listed"
        for row in practice.published.sheet.results:
            if row["after"] and row["date"]:
                yield row, practice


def _drawn(query: Select[Practice], *, heading: str, nothing: str | None, more: str) -> str | None:
    """The panel: its first sheets, and how many there are."""
    found, total = _first(query, SHOWN)
    if not found and nothing is None:
        return None
    return render_template(
        "practices/_panel.html",
        heading=heading,
        nothing=nothing,
        more=more,
        total=total,
        practices=found,
    )


def _first(query: Select[Practice], most: int) -> tuple[list[Practice], int]:
    """So many sheets, and the number of all, by one statement."""
    rows = db.session.execute(query.add_columns(func.count().over()).limit(most)).unique().all()
    return [row[0] for row in rows], rows[0][1] if rows else 0
