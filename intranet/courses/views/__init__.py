"""The pages of the catalogue of courses."""

from __future__ import annotations

from flask import Flask

from intranet.bookings.models import BookableKind
from intranet.bookings.queries import held_by
from intranet.courses.views import (
    calendars,
    catalogue,
    decisions,
    effect,
    exchange,
    following,
    imports,
    items,
    offered,
    proofs,
    runs,
    writing,
)
from intranet.courses.views.blueprint import bp
from intranet.courses.views.held import RUNS
from intranet.kit import panels

__all__ = [
    "calendars",
    "catalogue",
    "decisions",
    "effect",
    "exchange",
    "following",
    "imports",
    "init_app",
    "items",
    "offered",
    "proofs",
    "runs",
    "writing",
]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    held_by(BookableKind.COURSE_RUN, RUNS)
    proofs.answer_for_runs()
    panels.offer(app, "competency", 20, offered.to_an_item)
    panels.offer(app, "organization", 20, offered.to_an_organization)
    panels.offer(app, "gaps", 10, offered.to_some_gaps)
    panels.offer_figures(app, "coverage", 20, offered.in_a_territory)
    panels.offer(app, "edition_change", 10, following.after_an_edition)
