"""Giving one's password again, lately enough, before what guards the account is changed (ASVS 7.5.1)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.entry import Provider
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
IN_THE_MIDDLE = "proof-"  # before the names of what is asked in the middle of another form
ASKED = "Redonnez d’abord votre mot de passe : le site doit être sûr que c’est vous."


def proven_lately(view: View) -> View:
    """Ask for the password first, if it was not given in the last minutes; then go on."""

    @wraps(view)
    def asked(**values: object) -> ResponseReturnValue:
        return to_prove() or view(**values)

    return asked


def to_prove(back: str | None = None) -> ResponseReturnValue | None:
    """The page that asks for the password; None where it was given lately, or has come just now.

    A form goes along with that page, and comes back by it to where it was going: nothing typed is
    lost. `back`: where nothing is typed and the answer is a file, the page to go on from instead.
    Behind `kit.access.to_prove_again`.
    """
    if is_proven_lately(this_session().proven_at, now()):
        return None
    if request.method == "POST" and back is None:
        return _to_prove_in_the_middle()
    flash(ASKED)
    return redirect(url_for("members.prove", suite=back or request.path), code=303)


@bp.route("/moi/confirmation", methods=["GET", "POST"])
def prove() -> ResponseReturnValue:
    form = ProofForm(me())
    return (_to_prove_by_password(form) or _onward()) if form.is_submitted() else _asked(form)


@bp.post("/moi/confirmation/cle")
def prove_by_passkey() -> ResponseReturnValue:
    return _to_prove_by_passkey(PasskeyForm(), ProofForm(me(), formdata=None)) or _onward()


def _to_prove_in_the_middle() -> ResponseReturnValue | None:
    key, form = PasskeyForm(prefix=IN_THE_MIDDLE), ProofForm(me(), prefix=IN_THE_MIDDLE)
    if key.credential.raw_data:
        return _to_prove_by_passkey(key, form)
    if form.current.raw_data:
        return _to_prove_by_password(form)
    flash(ASKED)
    return _asked(form)


def _to_prove_by_password(form: ProofForm) -> ResponseReturnValue | None:
    tries = tries_of(me().email)
    if wait := limits.over(*tries):
        form.refuse(form.current, TOO_MANY)
        return limits.refused(_asked(form), wait)
    if not form.validate():
        journal.note(Kind.SIGN_IN_FAILED, concerns=me(), detail="again")
        db.session.commit()
        return _asked(form, 422)
    limits.give_back(*tries)
    _note()
    return None


def _to_prove_by_passkey(key: PasskeyForm, form: ProofForm) -> ResponseReturnValue | None:
    mine = me().id
    try:
        passkey_proven(_purpose(), key, now(), may_be=lambda member: member.id == mine)
    except FactorRefused:
        db.session.rollback()
        journal.note(Kind.FACTOR_FAILED, concerns=me(), detail="again")
        db.session.commit()
        form.refuse(form.current, UNKNOWN_KEY)
        return _asked(form, 422)
    _note()
    return None


def _note() -> None:
    actions.note_proof(session_token(), now())
    db.session.commit()


def _onward() -> ResponseReturnValue:
    return redirect(own_path(request.args.get("suite")) or url_for("members.protection"))


def _asked(form: ProofForm, status: int = 200) -> Response:
    held = every(queries.passkeys_of(me()))
    return page(
        "members/prove.html",
        form=form,
        passkey=passkey_asked(_purpose(), held) if held else None,
        lately=PROVEN_LATELY,
        provider=_provider_of_mine(),
        along=_along() if form.current.name.startswith(IN_THE_MIDDLE) else None,
        status=status,
    )


def _provider_of_mine() -> Provider | None:
    """Who may confirm that it is them, where they linked an identity."""
    theirs: Provider | None = current_app.config["OIDC_PROVIDER"]
    return theirs if theirs and every(queries.identities_of(me())) else None


def _along() -> list[tuple[str, str]]:
    """What was typed in the form in whose middle it is asked; that page has its own token."""
    sent = request.form.items(multi=True)
    return [
        (name, value)
        for name, value in sent
        if name != "csrf_token" and not name.startswith(IN_THE_MIDDLE)
    ]


def _purpose() -> str:
    return f"again:{me().id}"
