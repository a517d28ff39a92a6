"""Being found in the search over everything: the stages of the Tour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from intranet.kit import search
from intranet.kit.markdown import plain
from intranet.tour.models import Stage


def let_be_found(stage: Stage) -> None:
    """By its region, its hosts, its place and what is told of it."""
    search.index("stage", stage.id, **said_of(stage))


def let_all_be_found(stages: Sequence[Stage]) -> None:
    """Those of a new tour, none of which can be found yet."""
    search.index_all(
        [
            {"kind": "stage", "object_id": stage.id, **said, "words": " ".join(said["words"])}
            for stage in stages
            for said in [said_of(stage)]
        ]
    )


def said_of(stage: Stage) -> dict[str, Any]:
    """What the search shows of it, and the other words that find it."""
    return {
        "title": stage.title or f"{stage.tour.title} : étape {stage.region.name}",
        "address": f"/tour/{stage.region.slug}",
        "summary": plain(stage.summary) or stage.standing,
        "words": [
            stage.tour.title,
            stage.region.name,
            stage.place,
            *(host.organization.name for host in stage.hosts),
            *(host.organization.acronym or "" for host in stage.hosts),
        ],
    }
