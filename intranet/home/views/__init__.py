"""The pages that know every domain, and what every page shows around itself."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from intranet.home import actions, commands
from intranet.home.queries import conformity
from intranet.home.queries.recent import carried_by
from intranet.home.views import (
    around,
    carrying,
    dashboards,
    engines,
    health,
    journal,
    legal,
    people,
    search,
    suggesting,
)
from intranet.home.views.blueprint import bp
from intranet.kit import panels, security
from intranet.members.actions import at_closing
from intranet.members.belongings import also_holds
from intranet.organizations.actions import at_renaming

__all__ = [
    "carrying",
    "dashboards",
    "engines",
    "health",
    "init_app",
    "journal",
    "legal",
    "people",
    "search",
    "suggesting",
]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.extensions["conformity"] = conformity.read(Path(app.instance_path))
    app.context_processor(around.every_page)
    app.extensions["csrf"].exempt(around.theme)
    security.answer_any_host(app, "home.alive", "home.ready")
    commands.init_app(app)
    at_closing("searches", actions.forget_all)
    at_renaming("search", actions.find_by_new_name)
    panels.offer(app, "own data", 5, carrying.carry_all)
    panels.offer(app, "own data", 10, suggesting.own_searches)
    also_holds("dernieres_recherches", carried_by)
