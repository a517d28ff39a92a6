"""The pages of the referential."""

from __future__ import annotations

from flask import Flask, Response, make_response, request

from intranet.competencies import commands
from intranet.competencies.actions import erase
from intranet.competencies.models import ErasedSince
from intranet.competencies.queries import NoEdition
from intranet.competencies.views import (
    applying,
    case,
    claims,
    debates,
    downloads,
    editions,
    evidence,
    history,
    imports,
    items,
    levels,
    overview,
    permanent,
    profiles,
    proposals,
    proposing,
    questionnaire,
    record,
    reviews,
    sharing,
    team,
    territories,
)
from intranet.competencies.views.blueprint import bp
from intranet.kit.htmx import page
from intranet.members.actions import at_closing

__all__ = [
    "applying",
    "case",
    "claims",
    "debates",
    "downloads",
    "editions",
    "evidence",
    "history",
    "imports",
    "init_app",
    "items",
    "levels",
    "overview",
    "permanent",
    "profiles",
    "proposals",
    "proposing",
    "questionnaire",
    "record",
    "reviews",
    "sharing",
    "team",
    "territories",
]


def init_app(app: Flask) -> None:
    at_closing("competencies", erase)
    app.register_blueprint(bp)
    app.cli.add_command(commands.group)
    app.register_error_handler(NoEdition, explain_empty_site)
    app.register_error_handler(ErasedSince, explain_erasure)


def explain_empty_site(error: NoEdition) -> Response:
    """Nothing can be said of competencies before the starting content is in."""
    return page(
        "errors/error.html",
        status=503,
        code=503,
        title="Référentiel absent",
        text="Aucune édition du référentiel n’est publiée. La commande « flask --app wsgi content load » apporte celle de départ.",
    )


def explain_erasure(error: ErasedSince) -> Response:
    """What an older page shows is gone for good; htmx is told to load it anew."""
    if request.headers.get("HX-Request-Type"):
        answer = make_response("", 409)
        answer.headers["HX-Refresh"] = "true"
        return answer
    return page(
        "errors/error.html",
        status=409,
        code=409,
        title="Vos niveaux ont été effacés",
        text="Vous avez effacé vos niveaux après l’ouverture de cette page. Rien n’a été enregistré : rouvrez « Mes compétences » pour repartir de zéro.",
    )
