"""Where one's own way begins: jobs, posts, runs, gaps, and what the others of the way add."""

from __future__ import annotations

from flask import Response

from intranet.career import queries
from intranet.career.gains import Levels
from intranet.career.views.blueprint import bp
from intranet.competencies import queries as competencies
from intranet.competencies.equivalences import with_transfers
from intranet.competencies.matching import Match, match
from intranet.competencies.models import JobProfile
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.htmx import page
from intranet.openings.models import APPLICATION_LABELS

JOBS = 5
GAPS = 5


@bp.get("/parcours")
def mine() -> Response:
    """My ways, six blocks at most; mentors and plans add theirs by the panel « way »."""
    at, catalogue = now(), competencies.in_force()
    known = competencies.known_levels(me().id, at)
    levels = with_transfers(known, catalogue.ties)
    runs = db.session.execute(queries.runs_taken_by(me(), at)).unique().all()
    return page(
        "career/mine.html",
        answers=len(known),
        jobs=nearest_jobs(levels)[:JOBS],
        posts=queries.posts_of(me(), known, catalogue, at),
        states=APPLICATION_LABELS,
        at=at,
        runs=runs,
        effects=queries.effects_of({row.CourseRun.course_id for row in runs}),
        levels=levels,
        gaps=queries.gaps_in_demand(levels, at, GAPS),
        items=catalogue.items,
    )


def nearest_jobs(levels: Levels) -> list[tuple[JobProfile, Match]]:
    """Each job of the trade beside my levels, the nearest first."""
    profiles = competencies.job_profiles()
    asked = competencies.requirements_of([one.requirement_set_id for one in profiles])
    compared = [(one, match(asked[one.requirement_set_id], levels)) for one in profiles]
    return sorted(compared, key=lambda pair: (-(pair[1].lowest or 0), pair[0].title))
