"""The pages that know every domain, and what every page shows around itself."""

from __future__ import annotations

from flask import Flask

from intranet.home import commands
from intranet.home.views import around, dashboards, engines, health, legal, search
from intranet.home.views.blueprint import bp

__all__ = ["dashboards", "engines", "health", "init_app", "legal", "search"]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.context_processor(around.every_page)
    app.extensions["csrf"].exempt(around.theme)
    commands.init_app(app)
