"""The pages of the referential."""

from __future__ import annotations

from flask import Flask, Response

from intranet.competencies.queries import NoEdition
from intranet.competencies.views import editions, items, levels, profiles
from intranet.competencies.views.blueprint import bp
from intranet.kit.htmx import page

__all__ = ["editions", "init_app", "items", "levels", "profiles"]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.register_error_handler(NoEdition, explain_empty_site)


def explain_empty_site(error: NoEdition) -> Response:
    """Nothing can be said of competencies before the starting content is in."""
    return page(
        "errors/error.html",
        status=503,
        code=503,
        title="Référentiel absent",
        text="Aucune édition du référentiel n’est publiée. La commande « flask --app wsgi content load » apporte celle de départ.",
    )
