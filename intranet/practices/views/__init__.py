"""The pages about practices, and what they show on those of competencies, organizations, regions."""

from __future__ import annotations

from flask import Flask

from intranet.kit import panels
from intranet.organizations.actions import also_belongs
from intranet.practices import commands
from intranet.practices.actions import PRACTICES
from intranet.practices.views import (
    animating,
    aside,
    caring,
    carrying,
    experts,
    following,
    guides,
    imports,
    lists,
    minor,
    naming,
    reuse,
    reviews,
    saving,
    sheets,
    talking,
    transfers,
    truth,
    versions,
    writing,
)
from intranet.practices.views.blueprint import bp

__all__ = [
    "animating",
    "caring",
    "carrying",
    "experts",
    "following",
    "guides",
    "imports",
    "init_app",
    "lists",
    "minor",
    "reuse",
    "reviews",
    "saving",
    "sheets",
    "talking",
    "transfers",
    "truth",
    "versions",
    "writing",
]


def init_app(app: Flask) -> None:
    also_belongs("practices", PRACTICES)
    app.register_blueprint(bp)
    app.cli.add_command(commands.group)
    panels.offer(app, "competency", 30, aside.of_competency)
    panels.offer(app, "organization", 30, aside.of_organization)
    panels.offer(app, "region", 10, aside.of_region)
    naming.answer_for_sheets()
    panels.offer(app, "member", 20, experts.on_my_page)
    panels.offer(app, "practice", 50, talking.panel)
    panels.offer(app, "edition_change", 20, following.after_an_edition)
