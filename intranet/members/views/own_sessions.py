"""« Mes sessions »: the browsers where I am signed in, and closing them."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.kit import journal
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.exports import instant
from intranet.kit.htmx import page
from intranet.kit.journal import Kind
from intranet.members import actions, queries
from intranet.members.models import Member
from intranet.members.policy import lifetime_of
from intranet.members.views.blueprint import bp
from intranet.members.views.sessions import (
    factor_is_required,
    forget_browser,
    session_token,
    this_session,
)


@bp.get("/moi/sessions")
def own_sessions() -> Response:
    return page(
        "members/sessions.html",
        sessions=every(queries.open_sessions_of(me(), now())),
        here=queries.hashed(session_token()),
        lifetime=lifetime_of(me(), is_required=factor_is_required()),
        most=actions.MOST_AT_ONCE,
        is_out_of_codes=this_session().is_protected
        and not db.session.scalar(queries.codes_left(me())),
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


def carried(member: Member) -> dict[str, object]:
    """Of one’s own data: where one is signed in, and what proves that it is oneself; no secret of it."""
    application = db.session.scalar(queries.code_app_of(member))
    return {
        "sessions": [
            {
                "navigateur": one.device,
                "ouverte_le": instant(one.started_at),
                "vue_le": instant(one.seen_at),
                "fermee_le": instant(min(one.lapses_at, one.ends_at)),
            }
            for one in every(queries.open_sessions_of(member, now()))
        ],
        "cles_d_acces": [
            {
                "nom": one.name,
                "ajoutee_le": instant(one.added_at),
                "utilisee_le": instant(one.used_at) if one.used_at else None,
            }
            for one in every(queries.passkeys_of(member))
        ],
        "application_de_codes": instant(application.added_at) if application else None,
        "codes_de_secours_restants": db.session.scalar(queries.codes_left(member)),
        "doubles_authentifications_retirees": [
            {"le": instant(one.happened_at), "raison": one.reason}
            for one in every(queries.losses_of(member))
        ],
    }
