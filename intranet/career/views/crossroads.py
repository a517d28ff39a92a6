"""An item as a crossroads: who asks for it, where it is taught, what shows it, who holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, render_template

from intranet.bookings import queries as seats
from intranet.career import queries
from intranet.career.tension import Lack
from intranet.career.views.blueprint import bp
from intranet.competencies import policy
from intranet.competencies import queries as competencies
from intranet.competencies.coverage import FEWEST, MASTERY
from intranet.competencies.matching import in_percent
from intranet.competencies.queries import Item
from intranet.courses import queries as courses
from intranet.courses.effect import in_words
from intranet.kit.access import reader
from intranet.kit.clock import in_paris, now
from intranet.kit.htmx import page, wants
from intranet.places.models import in_region
from intranet.places.shapes import region_names


@dataclass(frozen=True)
class Place:
    """A region where an item lacks, as a page says it."""

    code: str
    name: str
    lack: Lack

    @property
    def inside(self) -> str:
        return in_region(self.code, self.name)

    @property
    def tension(self) -> str | None:
        share = self.lack.tension
        return None if share is None else in_percent(share)


@bp.get("/parcours/carrefour/<code>")
def crossroads(code: str) -> Response:
    """The whole page; or its four counts, that the page of the item fetches apart."""
    item = competencies.in_force().find(code)
    if item is None or not item.is_assessable:
        abort(404)
    return page(
        "career/crossroads.html",
        fragment="faces",
        item=item,
        whole=not wants("faces"),
        **faces(item),
    )


def faces(item: Item) -> dict[str, Any]:
    """All that is told of an item; who hold it, to the people of the network alone."""
    member, at = reader(), now()
    asked, runs = queries.asked_for(item, at), queries.next_runs_raising(item, at)
    may_see_who = member is not None and policy.may_see_coverage(member)
    told = competencies.told() if may_see_who else None
    lacking = queries.lacking(item, asked, told, at) if told else []
    gains = courses.gains_on(item.competency_id, {run.course_id for run in runs}, at)
    return {
        "at": at,
        "asked": asked,
        "months": [(queries.month_in_words(month), count) for month, count in asked.by_month],
        "regions": sorted(asked.by_region.items(), key=lambda one: (-one[1], one[0])),
        "region_names": region_names(),
        "taught": courses.raising(item.competency_id, at).total,
        "runs": runs,
        "seats": seats.seats_of(runs, member, at),
        "gains": {course_id: in_words(gain.median) for course_id, gain in gains.items()},
        "shown": queries.shown_by(item, in_paris(at).date()),
        "held": queries.held_by(item, told) if told else None,
        "lacking": [Place(code, region_names()[code], lack) for code, lack in lacking],
        "fewest": FEWEST,
        "mastery": MASTERY,
    }


def on_a_competency(item: Item) -> str | None:
    """An empty place, and the way there: the page of an item asks enough already."""
    return (
        render_template("career/_crossroads_panel.html", item=item) if item.is_assessable else None
    )
