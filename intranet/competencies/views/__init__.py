"""The pages of the referential."""

from __future__ import annotations

from flask import Flask, Response, make_response
from sqlalchemy.exc import IntegrityError

from intranet.competencies import commands
from intranet.competencies.actions import erase
from intranet.competencies.models import AlreadyConfirmed, EditionIsSealed, ErasedSince, NotADraft
from intranet.competencies.queries import NoEdition
from intranet.competencies.views import (
    applying,
    case,
    claims,
    debates,
    differences,
    downloads,
    drafts,
    editions,
    evidence,
    following,
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
    succession,
    team,
    territories,
)
from intranet.competencies.views.blueprint import bp
from intranet.kit import panels
from intranet.kit.errors import explain_conflict, told
from intranet.kit.htmx import is_partial
from intranet.members.actions import at_closing

__all__ = [
    "applying",
    "case",
    "claims",
    "debates",
    "differences",
    "downloads",
    "drafts",
    "editions",
    "evidence",
    "following",
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
    "succession",
    "team",
    "territories",
]


def init_app(app: Flask) -> None:
    at_closing("competencies", erase)
    following.answer_for_items()
    app.register_blueprint(bp)
    panels.offer(app, "draft", 10, applying.draw_waiting)
    app.cli.add_command(commands.group)
    app.register_error_handler(NoEdition, explain_empty_site)
    app.register_error_handler(ErasedSince, explain_erasure)
    app.register_error_handler(NotADraft, explain_seal)
    app.register_error_handler(EditionIsSealed, explain_seal)
    app.register_error_handler(AlreadyConfirmed, explain_confirmed)
    app.register_error_handler(IntegrityError, explain_refusal)


def explain_empty_site(error: NoEdition) -> Response:
    """Nothing can be said of competencies before the starting content is in."""
    return told(
        503,
        "Référentiel absent",
        "Aucune édition du référentiel n’est publiée. La commande « flask --app wsgi content load » apporte celle de départ.",
    )


def explain_seal(error: Exception) -> Response:
    """Somebody published or abandoned the draft, or opened or closed its consultation, before."""
    return told(
        409,
        "L’édition n’est plus ce brouillon",
        "Quelqu’un a publié ou abandonné le brouillon, ou en a ouvert ou clos la consultation, avant vous. Rien n’a été enregistré : rouvrez « Versions du référentiel » pour voir où il en est.",
    )


def explain_refusal(error: IntegrityError) -> Response:
    """The last line of defence of what is published: the database itself."""
    return explain_seal(error) if "sealed" in str(error.orig) else explain_conflict(error)


def explain_confirmed(error: AlreadyConfirmed) -> Response:
    return told(
        409, "Déjà confirmé", "Quelqu’un l’a fait avant vous : il n’y a plus rien à confirmer ici."
    )


def explain_erasure(error: ErasedSince) -> Response:
    """What an older page shows is gone for good; htmx is told to load it anew."""
    if is_partial():
        answer = make_response("", 409)
        answer.headers["HX-Refresh"] = "true"
        return answer
    return told(
        409,
        "Vos niveaux ont été effacés",
        "Vous avez effacé vos niveaux après l’ouverture de cette page. Rien n’a été enregistré : rouvrez « Mes compétences » pour repartir de zéro.",
    )
