"""Giving one's password again, lately enough, before what guards the account is changed (ASVS 7.5.1)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.kit import journal, limits
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.journal import Kind
from intranet.kit.paths import own_path
from intranet.members import actions, queries
from intranet.members.forms import PasskeyForm, ProofForm
from intranet.members.models import FactorRefused
from intranet.members.policy import PROVEN_LATELY, is_proven_lately
from intranet.members.views.blueprint import bp
from intranet.members.views.browsers import passkey_asked, passkey_proven
from intranet.members.views.second_step import UNKNOWN_KEY
from intranet.members.views.sessions import (
    TOO_MANY,
    session_token,
    this_session,
    tries_of,
)

View = Callable[..., ResponseReturnValue]


def proven_lately(view: View) -> View:
    """Ask for the password first, if it was not given in the last minutes; then lead back."""

    @wraps(view)
    def asked(**values: object) -> ResponseReturnValue:
        back = request.path if request.method == "GET" else url_for("members.protection")
        return to_prove(back) or view(**values)

    return asked


def to_prove(back: str) -> ResponseReturnValue | None:
    """Behind `kit.access.to_prove_again`."""
    if is_proven_lately(this_session().proven_at, now()):
        return None
    flash("Redonnez d’abord votre mot de passe : le site doit être sûr que c’est vous.")
    return redirect(url_for("members.prove", suite=back), code=303)


@bp.route("/moi/confirmation", methods=["GET", "POST"])
def prove() -> ResponseReturnValue:
    form = ProofForm(me())
    tries = tries_of(me().email)
    if request.method == "POST" and (wait := limits.over(*tries)):
        form.refuse(form.current, TOO_MANY)
        return limits.refused(_asked(form), wait)
    if not form.validate_on_submit():
        if form.errors:
            journal.note(Kind.SIGN_IN_FAILED, concerns=me(), detail="again")
            db.session.commit()
        return _asked(form, 422 if form.errors else 200)
    limits.give_back(*tries)
    return _noted()


@bp.post("/moi/confirmation/cle")
def prove_by_passkey() -> ResponseReturnValue:
    form, refused, mine = PasskeyForm(), ProofForm(me(), formdata=None), me().id
    try:
        passkey_proven(_purpose(), form, now(), may_be=lambda member: member.id == mine)
    except FactorRefused:
        db.session.rollback()
        journal.note(Kind.FACTOR_FAILED, concerns=me(), detail="again")
        db.session.commit()
        refused.refuse(refused.current, UNKNOWN_KEY)
        return _asked(refused, 422)
    return _noted()


def _noted() -> ResponseReturnValue:
    actions.note_proof(session_token(), now())
    db.session.commit()
    return redirect(own_path(request.args.get("suite")) or url_for("members.protection"))


def _asked(form: ProofForm, status: int = 200) -> Response:
    held = every(queries.passkeys_of(me()))
    return page(
        "members/prove.html",
        form=form,
        passkey=passkey_asked(_purpose(), held) if held else None,
        lately=PROVEN_LATELY,
        status=status,
    )


def _purpose() -> str:
    return f"again:{me().id}"
