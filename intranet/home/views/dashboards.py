"""The front page of a visitor, and the dashboard of a member."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Response

from intranet.competencies import queries as competencies
from intranet.courses import queries as courses
from intranet.home.policy import may_animate
from intranet.home.queries import figures
from intranet.home.queries.tasks import MOST, tasks_of
from intranet.home.views.blocks import blocks_of
from intranet.home.views.blueprint import bp
from intranet.kit.access import me, reader, require
from intranet.kit.clock import now
from intranet.kit.db import every
from intranet.kit.htmx import page
from intranet.openings import queries as openings
from intranet.places import queries as places
from intranet.places.shapes import drawn
from intranet.practices import queries as practices


@bp.get("/")
def front() -> Response:
    """What this is, for whoever comes; what awaits them, for members."""
    member = reader()
    if member is None:
        return page("home/front.html", **board_news(), regions=tour_map())
    at = now()
    return page(
        "home/dashboard.html",
        member=member,
        tasks=tasks_of(member, at),
        blocks=blocks_of(member, at),
    )


@bp.get("/animer")
def animate() -> Response:
    """Everything that awaits an animator, and where each queue is."""
    require(may_animate(me()))
    at = now()
    tasks, shown = tasks_of(me(), at), figures.of_network(at)
    counts = Counter(task.queue for task in tasks)  # no kind is told whole past so many of it
    return page(
        "home/animate.html", tasks=tasks, figures=shown, member=me(), counts=counts, most=MOST
    )


def board_news() -> dict[str, Any]:
    """The four doors: live counts, and what is newest behind each."""
    at = now()
    catalogue = competencies.in_force()
    return {
        "figures": figures.of_network(at),
        "domains": catalogue.domains,
        "item_count": len(catalogue.assessable),
        "latest_openings": every(openings.latest_live(at).limit(3)),
        "next_runs": every(courses.next_runs(at).limit(3)),
        "latest_practices": every(practices.latest_published().limit(3)),
    }


def tour_map() -> list[Any]:
    """The regions, each with how many good practices it tells, leading to its stage."""
    counts = practices.counts_by_region(now())
    regions = [region for region in every(places.regions()) if region.zone != "com"]
    return drawn(regions, counts, lambda region: f"/tour/{region.slug}")
