"""Where one's own way begins: each job, how far it is, and what leads there."""

from __future__ import annotations

from flask import Response

from intranet.career.views.blueprint import bp
from intranet.competencies import queries as competencies
from intranet.competencies.equivalences import with_transfers
from intranet.competencies.matching import match
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import every
from intranet.kit.htmx import page


@bp.get("/parcours")
def mine() -> Response:
    """My levels against each job of the trade, the nearest first."""
    known = competencies.known_levels(me().id, now())
    levels = with_transfers(known, competencies.in_force().ties)
    profiles = every(competencies.job_profiles())
    asked = competencies.requirements_of([one.requirement_set_id for one in profiles])
    compared = [(one, match(asked[one.requirement_set_id], levels)) for one in profiles]
    compared.sort(key=lambda pair: (-(pair[1].lowest or 0), pair[0].title))
    return page("career/mine.html", compared=compared, answers=len(known))
