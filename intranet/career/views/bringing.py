"""`/parcours/formation/<id>`: what a course would change for whoever reads it; and its place on its page."""

from __future__ import annotations

from flask import Response, url_for

from intranet.career import queries
from intranet.career.gains import after, lacking
from intranet.career.queries import Effects
from intranet.career.views.blueprint import bp
from intranet.career.views.gaps import page_of, placed
from intranet.competencies import queries as competencies
from intranet.competencies.equivalences import with_transfers
from intranet.courses import queries as courses
from intranet.courses.models import Course
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import one_or_404
from intranet.kit.htmx import page

WELL_COVERED = 70  # percent: from which the board offers to list openings
SHOWN = 3


@bp.get("/parcours/formation/<int:course_id>")
def with_course(course_id: int) -> Response:
    """Before and after: the jobs it brings me nearer to, the openings that it puts within reach."""
    at, course = now(), one_or_404(courses.online(course_id))
    catalogue = competencies.in_force()
    known = competencies.known_levels(me().id, at)
    raises, needs = queries.effects_of([course.id])[course.id]
    effects = Effects(course.id, raises, needs)
    levels = with_transfers(known, catalogue.ties)
    then = with_transfers(after(levels, effects), catalogue.ties)
    changes = queries.changes_brought(levels, then, at) if known else []
    openings = [one for one in changes if one.opening_id]
    return page(
        "career/bringing.html",
        fragment="bringing",
        course=course,
        answers=len(known),
        jobs=[one for one in changes if one.slug and one.points][:SHOWN],
        nearer=len(openings),
        reached=[one for one in openings if one.today < WELL_COVERED <= one.then],
        shown=SHOWN,
        least=WELL_COVERED,
        lacks=[
            (catalogue.items[item], level)
            for item, level in lacking(effects, levels).items()
            if item in catalogue.items
        ],
        page_of=page_of,
    )


def beside_course(course: Course) -> str | None:
    """Its place on the page of a course that is in the catalogue."""
    if not course.is_online:
        return None
    return placed(
        url_for("career.with_course", course_id=course.id),
        name="bringing",
        title="Ce que cela changerait pour vous",
        words="Voir vers quels métiers et quelles offres elle me rapproche",
        invitation="pour voir vers quels métiers et quelles offres elle vous rapproche.",
    )
