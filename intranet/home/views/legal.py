"""The pages that say who runs the site, what it keeps, and where everything is."""

from __future__ import annotations

from flask import Response, current_app

from intranet.home.views.blueprint import bp
from intranet.kit.access import reader
from intranet.kit.htmx import page


@bp.get("/mentions-legales")
def notice() -> Response:
    return page("home/notice.html")


@bp.get("/donnees-personnelles")
def privacy() -> Response:
    return page("home/privacy.html", months=current_app.config["RETENTION"])


@bp.get("/accessibilite")
def accessibility() -> Response:
    return page("home/accessibility.html")


@bp.get("/plan-du-site")
def plan() -> Response:
    return page("home/plan.html", member=reader())
