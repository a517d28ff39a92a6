"""What is said when something cannot be answered: always a readable page in French."""

from __future__ import annotations

from flask import Flask, Response, current_app, make_response, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from intranet.config import LONGEST_BODY
from intranet.kit.htmx import page
from intranet.kit.storage import StorageAway

SENTENCES = {
    400: ("Demande incomprise", "L’adresse ou le formulaire envoyé contient quelque chose que le site ne sait pas lire."),
    403: ("Accès réservé", "Votre compte ne permet pas d’ouvrir cette page ou de faire cette action."),
    404: ("Page introuvable", "Cette page n’existe pas, n’existe plus, ou n’est pas publiée."),
    405: ("Action impossible ici", "Cette adresse ne se demande pas ainsi. Reprenez depuis la page précédente."),
    409: ("Déjà fait", "Quelqu’un a agi avant vous sur cette page."),
    410: ("Page retirée", "Cette page a été retirée."),
    413: ("Envoi trop lourd", "Un fichier ne peut pas dépasser 5 Mo. Rien n’a été enregistré : allégez-le, puis recommencez."),
    429: ("Trop d’essais", "Il y a eu trop d’essais en peu de temps. Attendez quelques minutes, puis recommencez."),
}  # fmt: skip
LOST_FORM = (
    "Formulaire expiré",
    "Ce formulaire a été ouvert avant une connexion ou une déconnexion. Revenez en arrière, rechargez la page, puis renvoyez-le.",
)
# Constant: when the database does not answer, no template that asks it may be rendered.
BUSY = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/static/css/tokens.css"><link rel="stylesheet" href="/static/css/base.css">
<link rel="stylesheet" href="/static/css/layout.css"><link rel="stylesheet" href="/static/css/forms.css"></head>
<body><main><div class="page-head"><div class="page-head-in"><div class="page-head-text"><h1>{title}</h1></div></div></div>
<div class="page-body"><p class="lead">{text}</p><p class="actions"><a class="button" data-kind="primary" href="/">Revenir à l’accueil</a></p></div>
</main></body></html>"""


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, explain)
    app.register_error_handler(CSRFError, explain_lost_form)
    app.register_error_handler(OperationalError, explain_busy)
    app.register_error_handler(StorageAway, explain_no_files)
    app.register_error_handler(500, explain_failure)


def explain(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    code = error.code or 500
    title, text = SENTENCES.get(code, ("Erreur", "Cette demande n’a pas abouti."))
    if code == 413 and (request.max_content_length or 0) > LONGEST_BODY:
        most = (request.max_content_length or 0) // 2**20
        text = text.replace("5 Mo", f"{most} Mo")
    if isinstance(error.description, str) and error.description.startswith("→ "):
        text = error.description[2:]
    response = page("errors/error.html", status=code, code=code, title=title, text=text)
    for name, value in error.get_headers(request.environ):
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def explain_lost_form(error: CSRFError) -> Response:
    title, text = LOST_FORM
    return page("errors/error.html", status=400, code=400, title=title, text=text)


def explain_busy(error: OperationalError) -> Response:
    """The database is locked, full or away: nothing was written, trying again may do."""
    current_app.logger.warning("database unavailable: %s", error.orig)
    text = "Le site est très occupé. Rien n’a été enregistré : réessayez dans quelques secondes."
    response = make_response(BUSY.format(title="Un instant", text=text), 503)
    response.headers["Retry-After"] = "5"
    return response


def explain_no_files(error: StorageAway) -> Response:
    """The storage of files is full or away: a file that was sent is not kept, nor what came with it."""
    current_app.logger.warning("storage unavailable: %s", error)
    text = "Les fichiers sont hors d’atteinte pour l’instant. Rien n’a été enregistré : réessayez dans quelques secondes."
    response = make_response(BUSY.format(title="Un instant", text=text), 503)
    response.headers["Retry-After"] = "5"
    return response


def explain_failure(error: Exception) -> Response:
    text = "Une erreur est survenue de notre côté. Rien n’a été enregistré."
    return make_response(BUSY.format(title="Erreur du site", text=text), 500)
