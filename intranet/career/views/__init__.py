"""The pages of one's own way, and what they show in the pages of the boards."""

from __future__ import annotations

from flask import Flask

from intranet.career.actions.wishes import forget_wishes
from intranet.career.views import (
    accompanying,
    beside,
    crossroads,
    gaps,
    mentoring,
    naming,
    needs,
    pairs,
    ways,
    wishes,
)
from intranet.career.views.blueprint import bp
from intranet.courses.actions import at_announcing
from intranet.kit import panels
from intranet.members.actions import at_closing

__all__ = [
    "accompanying",
    "beside",
    "crossroads",
    "gaps",
    "init_app",
    "mentoring",
    "needs",
    "pairs",
    "ways",
    "wishes",
]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    panels.offer(app, "opening", 10, gaps.beside_opening)
    panels.offer(app, "job", 10, gaps.beside_job)
    panels.offer(app, "gaps", 10, gaps.to_some_gaps)
    naming.answer_for_runs()
    at_closing("career wishes", forget_wishes)
    at_announcing("career wishes", wishes.hear_of_run)
    panels.offer(app, "announcing a run", 10, wishes.beside_a_new_run)
    panels.offer(app, "competency", 5, crossroads.on_a_competency)
    panels.offer(app, "competency", 40, beside.to_be_guided)
