"""What a candidate shows of their plan to those who read their application: nothing unless they chose to."""

from __future__ import annotations

from flask import render_template, request

from intranet.career.models import USUAL_DAYS
from intranet.career.queries.plans import plan_shown_for
from intranet.career.queries.plans_drawn import draw
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.numbers import whole_number
from intranet.openings.models import JobApplication

MOST_DAYS = 60


def at_the_desk(application: JobApplication) -> str | None:
    """Their score today, and what it may become: figures alone, which name nobody."""
    applicant = application.applicant
    if applicant is None or applicant.closed_at is not None:
        return None
    kept = db.session.scalars(plan_shown_for(application.opening_id, applicant.id)).first()
    if kept is None:
        return None
    granted = days_granted()
    return render_template(
        "career/plans/_at_the_desk.html",
        drawn=draw(kept, applicant, now(), granted),
        granted=granted,
        most=MOST_DAYS,
    )


def days_granted() -> int:
    """What the recruiter says in the address that they may grant; the usual limit for anything else."""
    said = whole_number(request.args.get("jours")) or 0
    return said if 1 <= said <= MOST_DAYS else USUAL_DAYS
