"""What a candidate shows of their plan to those who read their application: nothing unless they chose to."""

from __future__ import annotations

from flask import render_template

from intranet.career.models import USUAL_DAYS
from intranet.career.queries.plans import plan_shown_for
from intranet.career.queries.plans_drawn import draw
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.openings.models import JobApplication


def at_the_desk(application: JobApplication) -> str | None:
    """Their score today, and what it may become: figures alone, which name nobody."""
    applicant = application.applicant
    if applicant is None or applicant.closed_at is not None:
        return None
    kept = db.session.scalars(plan_shown_for(application.opening_id, applicant.id)).first()
    if kept is None:
        return None
    drawn = draw(kept, applicant, now())
    return render_template("career/plans/_at_the_desk.html", drawn=drawn, usual_days=USUAL_DAYS)
