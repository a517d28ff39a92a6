"""The pages of the catalogue of courses."""

from __future__ import annotations

from flask import Flask

from intranet.bookings.models import BookableKind
from intranet.bookings.queries import held_by
from intranet.courses import commands
from intranet.courses.actions import COURSES, forget_levels
from intranet.courses.views import (
    agreements,
    calendars,
    catalogue,
    confirming,
    decisions,
    effect,
    exchange,
    exports,
    following,
    imports,
    items,
    offered,
    proofs,
    quality,
    runs,
    writing,
)
from intranet.courses.views.blueprint import bp
from intranet.courses.views.held import RUNS
from intranet.kit import panels
from intranet.members.actions import at_closing
from intranet.organizations.actions import also_belongs

__all__ = [
    "agreements",
    "calendars",
    "catalogue",
    "confirming",
    "decisions",
    "effect",
    "exchange",
    "exports",
    "following",
    "imports",
    "init_app",
    "items",
    "offered",
    "proofs",
    "quality",
    "runs",
    "writing",
]


def init_app(app: Flask) -> None:
    also_belongs("courses", COURSES)
    app.register_blueprint(bp)
    app.cli.add_command(commands.group)
    held_by(BookableKind.COURSE_RUN, RUNS)
    proofs.answer_for_runs()
    following.answer_for_courses()
    at_closing("courses", forget_levels)
    panels.offer(app, "registration", 10, effect.beside_a_seat)
    panels.offer(app, "group", 10, agreements.beside_a_group)
    panels.offer(app, "competency", 20, offered.to_an_item)
    panels.offer(app, "organization", 20, offered.to_an_organization)
    panels.offer_figures(app, "coverage", 20, offered.in_a_territory)
    panels.offer(app, "edition_change", 10, following.after_an_edition)
