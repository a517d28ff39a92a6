"""The pages of the mobility board."""

from __future__ import annotations

from flask import Flask

from intranet.kit import panels, security
from intranet.members.actions import at_closing
from intranet.members.belongings import also_guards
from intranet.openings import commands
from intranet.openings.actions import OPENINGS, farewell
from intranet.openings.queries import is_on_a_team
from intranet.openings.views import (
    alerts,
    applications,
    applying,
    batches,
    beside,
    board,
    carrying,
    comparison,
    decisions,
    desk,
    duties,
    feeds,
    following,
    immersion_requests,
    immersions,
    imports,
    item,
    messages,
    outside,
    overtaken,
    pool,
    races,
    regrets,
    relaying,
    reports,
    shared,
    starting,
    statistics,
    statuses,
    swaps,
    team,
    writing,
)
from intranet.openings.views.blueprint import bp
from intranet.organizations.actions import also_belongs

__all__ = [
    "alerts",
    "applications",
    "applying",
    "batches",
    "board",
    "carrying",
    "comparison",
    "decisions",
    "desk",
    "duties",
    "feeds",
    "following",
    "immersion_requests",
    "immersions",
    "imports",
    "init_app",
    "item",
    "messages",
    "outside",
    "overtaken",
    "pool",
    "races",
    "regrets",
    "relaying",
    "reports",
    "shared",
    "starting",
    "statistics",
    "statuses",
    "swaps",
    "team",
    "writing",
]


def init_app(app: Flask) -> None:
    also_belongs("openings", OPENINGS)
    at_closing("openings", farewell)
    also_guards(is_on_a_team)
    following.answer_for_openings()
    app.register_blueprint(bp)
    app.cli.add_command(commands.group)
    security.leave_to_its_proof(app, "openings.stop_alerts")
    panels.offer(app, "competency", 10, beside.on_a_competency)
    panels.offer(app, "competency", 15, beside.where_to_learn)
    panels.offer(app, "competency fetched apart", 10, beside.where_to_learn_apart)
    panels.offer(app, "organization", 10, beside.on_an_organization)
    panels.offer(app, "organization", 11, beside.on_a_territory)
    panels.offer(app, "region", 20, beside.on_a_region)
    panels.offer_figures(app, "coverage", 10, beside.in_a_territory)
