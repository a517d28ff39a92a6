"""The pages of one's own way, and what they show in the pages of the boards."""

from __future__ import annotations

from flask import Flask

from intranet.career.views import accompanying, beside, crossroads, gaps, mentoring, pairs, ways
from intranet.career.views.blueprint import bp
from intranet.kit import panels

__all__ = ["accompanying", "beside", "crossroads", "gaps", "init_app", "mentoring", "pairs", "ways"]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    panels.offer(app, "opening", 10, gaps.beside_opening)
    panels.offer(app, "job", 10, gaps.beside_job)
    panels.offer(app, "gaps", 10, gaps.to_some_gaps)
    panels.offer(app, "competency", 5, crossroads.on_a_competency)
    panels.offer(app, "competency", 40, beside.to_be_guided)
