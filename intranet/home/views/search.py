"""Search over everything that is published."""

from __future__ import annotations

from flask import Response, request

from intranet.home.queries import everything
from intranet.home.views.blueprint import bp
from intranet.kit.access import public
from intranet.kit.clock import now
from intranet.kit.htmx import page
from intranet.kit.texts import clean


@bp.get("/recherche")
@public
def find() -> Response:
    """Results by kind, each kind leading to its own list with the same words."""
    typed = clean(request.args.get("q", ""))[:400]
    found = everything.found_by_kind(typed, now()) if typed else []
    return page(
        "home/search.html", typed=typed, found=found, total=sum(each.total for each in found)
    )
