"""Being found in the search over everything: the stages of the Tour."""

from __future__ import annotations

from intranet.kit import search
from intranet.kit.markdown import plain
from intranet.tour.models import Stage


def let_be_found(stage: Stage) -> None:
    """By its region, its hosts, its place and what is told of it."""
    search.index(
        "stage",
        stage.id,
        title=stage.title or f"{stage.tour.title} : étape {stage.region.name}",
        address=f"/tour/{stage.region.slug}",
        summary=plain(stage.summary) or stage.standing,
        words=[
            stage.tour.title,
            stage.region.name,
            stage.place,
            *(host.organization.name for host in stage.hosts),
            *(host.organization.acronym or "" for host in stage.hosts),
        ],
    )
