"""The pages that say who runs the site, what it keeps, and where everything is."""

from __future__ import annotations

from flask import Response, current_app

from intranet.home.queries.conformity import Conformity
from intranet.home.views.blueprint import bp
from intranet.kit.access import reader
from intranet.kit.clock import today
from intranet.kit.htmx import page


@bp.get("/mentions-legales")
def notice() -> Response:
    return page("home/notice.html")


@bp.get("/donnees-personnelles")
def privacy() -> Response:
    return page("home/privacy.html", months=current_app.config["RETENTION"])


@bp.get("/accessibilite")
def accessibility() -> Response:
    """The statement of law n° 2005-102, article 47: from the results, nothing of it is written by hand."""
    found: Conformity = current_app.extensions["conformity"]
    rate = found.rate
    return page(
        "home/accessibility.html",
        conformity=found,
        state=found.state(today()),
        audit_stands=found.audit is not None and found.audit.stands(today()),
        rate=f"{100 * rate.numerator // rate.denominator} %" if rate is not None else "",
        names={one.number: one.name for one in found.criteria},
        machine=found.checked_by("machine"),
        person=found.checked_by("person"),
        apart=found.checked_by("none"),
        address=current_app.config["SITE_URL"],
    )


@bp.get("/plan-du-site")
def plan() -> Response:
    return page("home/plan.html", member=reader())
