"""What is said when something cannot be answered: always a readable page in French."""

from __future__ import annotations

import errno
from contextlib import suppress
from typing import Any

from flask import Flask, Response, current_app, make_response, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    PendingRollbackError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from werkzeug.exceptions import HTTPException

from intranet.config import LONGEST_BODY
from intranet.kit import unheard
from intranet.kit.access import is_kept_out
from intranet.kit.db import db
from intranet.kit.htmx import asks_by_itself, instead_of_the_page, page
from intranet.kit.paths import page_before
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
# To whoever pressed a button: most often it was pressed twice, or is not theirs to press any more.
PRESSED = {
    403: ("Action impossible", "Votre compte ne permet pas cette action, ou ne la permet plus : elle est peut-être déjà faite. Rien n’a changé cette fois-ci."),
    404: ("Introuvable", "Ce que cette action concerne n’existe pas, ou n’existe plus : peut-être vient-il d’être supprimé. Rien n’a changé cette fois-ci."),
}  # fmt: skip
LOST_FORM = (
    "Formulaire expiré",
    "Ce formulaire a été ouvert avant une connexion ou une déconnexion.",
)
SESSION_OVER = ("Session terminée", "Vous n’êtes plus connecté : rien n’a été enregistré.")
# What to do of the form, by what the page that says it can give back.
BACK = "Rouvrez la page, puis renvoyez-le."
COPY = "Ce que vous aviez écrit est ci-dessous : copiez-le, puis reprenez depuis la page."
AGAIN = "Rien n’est perdu : relisez, puis renvoyez."
GO_ON = "Finissez, puis envoyez : ce que vous écrivez ne sera pas perdu."
SIGN_IN_FIRST = "Connectez-vous, puis reprenez depuis la page."
SIGN_IN = "Rien n’est perdu : connectez-vous dans un autre onglet, puis renvoyez d’ici."
# Constant: when the database does not answer, no template that asks it may be rendered.
BUSY = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/static/css/tokens.css"><link rel="stylesheet" href="/static/css/base.css">
<link rel="stylesheet" href="/static/css/layout.css"><link rel="stylesheet" href="/static/css/forms.css"></head>
<body><main><div class="page-head"><div class="page-head-in"><div class="page-head-text"><h1>{title}</h1></div></div></div>
<div class="page-body"><p class="lead">{text}</p><p class="actions"><a class="button" data-kind="primary" href="/">Revenir à l’accueil</a></p></div>
</main></body></html>"""


# The database is locked, full, damaged, stopped or out of reach; and what is our own mistake.
FAULTS = (DatabaseError, InterfaceError, NoConnectionLeft, PendingRollbackError)
OURS = (ProgrammingError, NotSupportedError)
GONE = (StaleDataError, ObjectDeletedError)  # a row that was read, and is not there any more
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
IN_SECONDS = 5  # after which trying again may do


def init_app(app: Flask) -> None:
    app.log_exception = log_failure  # type: ignore[method-assign,assignment]
    app.register_error_handler(HTTPException, explain)
    app.register_error_handler(CSRFError, explain_lost_form)
    for fault in FAULTS:
        app.register_error_handler(fault, explain_busy)
    app.register_error_handler(IntegrityError, explain_conflict)
    for gone in GONE:
        app.register_error_handler(gone, explain_gone)
    app.register_error_handler(DataError, explain_nonsense)
    for mistake in OURS:
        app.register_error_handler(mistake, explain_nothing)
    app.register_error_handler(StorageAway, explain_no_files)
    app.register_error_handler(OSError, explain_full_disk)
    app.register_error_handler(500, explain_failure)


def explain(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    code = error.code or 500
    sentences = SENTENCES | PRESSED if request.method == "POST" else SENTENCES
    title, text = sentences.get(code, ("Erreur", "Cette demande n’a pas abouti."))
    if code == 413 and (request.max_content_length or 0) > LONGEST_BODY:
        most = (request.max_content_length or 0) // 2**20
        text = text.replace("5 Mo", f"{most} Mo")
    if isinstance(error.description, str) and error.description.startswith("→ "):
        text = error.description[2:]
    response = told(code, title, text)
    for name, value in error.get_headers(request.environ):
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def explain_lost_form(error: CSRFError) -> Response:
    """Its token is that of another session; where nobody is signed in any more, that is said first."""
    with suppress(*FAULTS):
        if is_kept_out():
            return explain_session_over(400)
    title, text = LOST_FORM
    return told(400, title, text, again=AGAIN, otherwise=BACK)


def explain_session_over(code: int = 401) -> Response:
    """A form that somebody wrote who is not signed in any more."""
    title, text = SESSION_OVER
    return told(code, title, text, again=SIGN_IN, otherwise=SIGN_IN_FIRST)


def explain_conflict(error: IntegrityError) -> Response:
    """The last line of defence, the database itself: two people met, or something is not there any more.

    What it refuses for another reason was nonsense that no form had seen.
    """
    current_app.logger.error("refused by the database: %s", error.orig)
    _let_go()
    met = ("unique", "foreign key", "duplicate")
    if any(word in str(error.orig).lower() for word in met):
        return overtaken()
    return told(400, *SENTENCES[400])


def explain_gone(error: Exception) -> Response:
    """Somebody erased what this page was about to change, or to show, a moment before."""
    current_app.logger.error("gone from the database: %s", error)
    _let_go()
    return overtaken()


def explain_nonsense(error: DataError) -> Response:
    """A number or a text that the database cannot hold."""
    current_app.logger.error("refused by the database: %s", error.orig)
    _let_go()
    return told(400, *SENTENCES[400])


def overtaken() -> Response:
    """Somebody was first, and there is nothing more to tell of it."""
    title, text = SENTENCES[409]
    text += " Rien n’a été enregistré : rouvrez-la pour voir où elle en est."
    return told(409, title, text)


def told(
    code: int, title: str, text: str, *, again: str | None = None, otherwise: str = ""
) -> Response:
    """The page of an error in the layout of the site; the constant one where the database is away.

    What was typed is on it. `again`: the form may be sent again from there, and this says so;
    `otherwise`: what is said where nothing was typed. A part of a page that asked by itself is
    answered beside what is being written, which stays.
    """
    try:
        if asks_by_itself():
            return _told_beside(code, f"{text} {GO_ON}" if again else text)
        said = unheard.as_shown(is_sent_again=again is not None)
        next_step = again if said["along"] else COPY if said["typed"] else otherwise
        said |= {"title": title, "text": f"{text} {next_step}".rstrip()}
        said["must_sign_in"] = again is SIGN_IN
        said["back"] = page_before() if again or code in {403, 409} else None
        response = page("errors/error.html", status=code, code=code, **said)
    except FAULTS as away:
        return explain_busy(away)
    if said["typed"]:
        response.headers["Cache-Control"] = "private, no-store"
    return instead_of_the_page(response)


def _told_beside(code: int, text: str) -> Response:
    """Nothing at all under a field that only asked for suggestions."""
    if request.method == "GET" and request.headers["HX-Source"].startswith("input"):
        return make_response("", 204)
    response = page("errors/_beside.html", status=code, text=text)
    beside = {"HX-Retarget": "#told", "HX-Reselect": ".notice", "HX-Reswap": "innerHTML"}
    response.headers.update(beside)
    return response


def explain_busy(error: Exception) -> Response:
    """The database is locked, full or away: nothing was written, trying again may do.

    Nothing here asks it anything, and what was begun is let go of, lest the end of the request try
    to reach it once more.
    """
    current_app.logger.warning("database unavailable: %s", getattr(error, "orig", error))
    _let_go()
    text = "Le site est très occupé. Rien n’a été enregistré : réessayez dans quelques secondes."
    return constant(503, "Un instant", text)


def explain_no_files(error: StorageAway) -> Response:
    """The storage of files is full or away: a file that was sent is not kept, nor what came with it."""
    current_app.logger.warning("storage unavailable: %s", error)
    _let_go()
    text = "Les fichiers sont hors d’atteinte pour l’instant. Rien n’a été enregistré : réessayez dans quelques secondes."
    return constant(503, "Un instant", text)


def explain_full_disk(error: OSError) -> Response:
    """No room is left for what was sent, before it reached the storage."""
    if error.errno not in NO_ROOM:
        raise error
    return explain_no_files(StorageAway(str(error)))


def explain_nothing(error: Exception) -> Response:
    """A mistake of ours is none of a visitor's business: it goes on to the 500."""
    raise error


def log_failure(fault: Any) -> None:
    """By the pattern of the address: its words may open an account, or begin another line of the log."""
    current_app.logger.error("failed on %s %s", request.method, request.url_rule, exc_info=fault)


def explain_failure(error: Any) -> Response:
    """The end of all: a fault met while an error was being explained is still a fault."""
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, FAULTS) and not isinstance(cause, OURS):
        return explain_busy(cause)
    text = "Une erreur est survenue de notre côté. Rien n’a été enregistré."
    return constant(500, "Erreur du site", text)


def constant(code: int, title: str, text: str) -> Response:
    """A page that needs nothing of the database; what was typed is on it."""
    html, actions = BUSY.format(title=title, text=text), '<p class="actions">'
    with suppress(Exception):  # nothing may keep this one from being shown
        # After a failure of ours, the same press might do twice what it did half.
        if (said := unheard.as_shown(is_sent_again=code == 503))["typed"]:
            part = current_app.jinja_env.get_template("errors/_given_back.html")
            html = html.replace(actions, part.render(said, must_sign_in=False) + actions, 1)
    response = make_response(html, code)
    if code == 503:
        response.headers["Retry-After"] = str(IN_SECONDS)
    return response


def _let_go() -> None:
    with suppress(SQLAlchemyError):
        db.session.rollback()
