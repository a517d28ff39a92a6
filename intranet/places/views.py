"""What places show by themselves: the suggestions under every field that asks for a commune."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, request

from intranet.kit.db import every
from intranet.kit.htmx import page
from intranet.places import queries

NAMES = ("q", "commune")  # of the fields that ask for a commune

bp = Blueprint("places", __name__, url_prefix="/lieux")


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/communes")
def suggestions() -> Response:
    """The options of a <datalist>: `Nancy (54)`. The field's own name carries what is typed."""
    typed = next((request.args[name] for name in NAMES if request.args.get(name)), None)
    found = queries.suggested(typed)
    return page(
        "places/_suggestions.html", municipalities=every(found) if found is not None else []
    )
