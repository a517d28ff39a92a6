"""« Mes sessions »: the browsers where I am signed in, and closing them."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.kit import journal
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.journal import Kind
from intranet.members import actions, queries
from intranet.members.policy import lifetime_of
from intranet.members.views.blueprint import bp
from intranet.members.views.sessions import factor_is_required, forget_browser, session_token


@bp.get("/moi/sessions")
def own_sessions() -> Response:
    return page(
        "members/sessions.html",
        sessions=every(queries.open_sessions_of(me(), now())),
        here=queries.hashed(session_token()),
        lifetime=lifetime_of(me(), is_required=factor_is_required()),
    )


@bp.post("/moi/sessions/fermeture")
def close_other_sessions() -> ResponseReturnValue:
    actions.close_other_sessions(me(), but_token=session_token())
    journal.note(Kind.SESSION_CLOSED, by=me(), detail="others")
    db.session.commit()
    flash("Vos autres sessions sont fermées.")
    return redirect(url_for(".own_sessions"))


@bp.post("/moi/sessions/<name>/fermeture")
def close_session(name: str) -> ResponseReturnValue:
    """One of them, which may be that of this very browser."""
    if len(name) != len(queries.hashed(session_token())[:16]):
        abort(404)
    if not actions.close_session_named(me(), name):
        abort(404)
    journal.note(Kind.SESSION_CLOSED, by=me(), detail="one")
    db.session.commit()
    if queries.hashed(session_token()).startswith(name):
        forget_browser()
        flash("Cette session est fermée : vous êtes déconnecté.")
        return redirect("/")
    flash("La session est fermée.")
    return redirect(url_for(".own_sessions"))
