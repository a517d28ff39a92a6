"""« Protéger mon compte »: passkeys, an application of codes, recovery codes; and roles that wait for one."""

from __future__ import annotations

from flask import Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from intranet.kit import codes as drawings
from intranet.kit import errors
from intranet.kit.access import me, reader, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.members import actions, codes, queries
from intranet.members.belongings import is_awaited
from intranet.members.forms import AddCodeAppForm, AddPasskeyForm
from intranet.members.models import FactorIsThere, FactorRefused, Passkey, TooManyPasskeys
from intranet.members.policy import may_have_factor
from intranet.members.views.blueprint import bp
from intranet.members.views.browsers import passkey_made, passkey_to_make, this_site
from intranet.members.views.proving import proven_lately
from intranet.members.views.sessions import factor_is_required, session_token, this_session

WRONG_CODE = "Ce code ne convient pas. Vérifiez que l’heure de votre téléphone est juste, puis écrivez le code suivant."
OTHER_SECRET = (
    "Cette page ne valait plus. Scannez le nouveau code ci-dessous, puis écrivez ce qu’il donne."  # noqa: S105
)
WRONG_KEY = "La clé n’a pas répondu comme prévu. Réessayez."
KNOWN_KEY = "Cette clé est déjà enregistrée."
ENOUGH_KEYS = "Vous avez déjà dix clés : retirez-en une d’abord."


@bp.get("/moi/protection")
def protection() -> Response:
    member = me()
    return page(
        "members/protection.html",
        is_protected=this_session().is_protected,
        is_required=factor_is_required(),
        must_have=member.has_role_to_guard,
        may_have=may_have_factor(member),
        in_demonstration=current_app.config["ENVIRONMENT"] == "demo",
        takes_passkeys=this_site().takes_passkeys,
        passkeys=every(queries.passkeys_of(member)),
        code_app=db.session.scalar(queries.code_app_of(member)),
        codes_left=db.session.scalar(queries.codes_left(member)),
        how_many=codes.HOW_MANY,
    )


@bp.route("/moi/protection/application", methods=["GET", "POST"])
@proven_lately
def add_code_app() -> ResponseReturnValue:
    require(may_have_factor(me()))
    form = AddCodeAppForm()
    if db.session.scalar(queries.code_app_of(me())):
        flash("Votre application de codes est déjà enregistrée.")
        return redirect(url_for(".protection"), code=303)
    if not form.validate_on_submit():
        return _shown_application(form, 422 if form.errors else 200)
    try:
        made = actions.add_code_app(
            me(), form.sealed.data or "", str(form.code.data), now(), token=session_token()
        )
    except (FactorRefused, FactorIsThere):
        db.session.rollback()
        form.refuse(form.code, WRONG_CODE)
        return _shown_application(form, 422)
    db.session.commit()
    return _added(made, "Votre application de codes est enregistrée.")


@bp.post("/moi/protection/application/retrait")
@proven_lately
def remove_code_app() -> ResponseReturnValue:
    one_or_404(queries.code_app_of(me()))
    actions.remove_code_app(me(), now(), token=session_token())
    db.session.commit()
    flash("L’application de codes est retirée. Vos autres sessions sont fermées.")
    return redirect(url_for(".protection"))


@bp.route("/moi/protection/cles", methods=["GET", "POST"])
@proven_lately
def add_passkey() -> ResponseReturnValue:
    require(may_have_factor(me()) and this_site().takes_passkeys)
    form = AddPasskeyForm()
    if not form.validate_on_submit():
        return _shown_passkey(form, 422 if form.errors else 200)
    try:
        found = passkey_made(me(), form)
        made = actions.add_passkey(me(), found, str(form.name.data), now(), token=session_token())
    except (FactorRefused, FactorIsThere, TooManyPasskeys) as refused:
        db.session.rollback()
        said = {FactorIsThere: KNOWN_KEY, TooManyPasskeys: ENOUGH_KEYS}.get(
            type(refused), WRONG_KEY
        )
        form.refuse(form.name, said)
        return _shown_passkey(form, 422)
    db.session.commit()
    return _added(made, f"La clé d’accès « {form.name.data} » est enregistrée.")


@bp.post("/moi/protection/cles/<int:passkey_id>/retrait")
@proven_lately
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    passkey = one_or_404(queries.passkeys_of(me()).where(Passkey.id == passkey_id))
    name = passkey.name
    actions.remove_passkey(me(), passkey, now(), token=session_token())
    db.session.commit()
    flash(f"La clé d’accès « {name} » est retirée. Vos autres sessions sont fermées.")
    return redirect(url_for(".protection"))


@bp.post("/moi/protection/codes")
@proven_lately
def renew_codes() -> ResponseReturnValue:
    require(this_session().is_protected)
    made = actions.renew_codes(me(), now())
    actions.tell_of_new_codes(me(), now())
    db.session.commit()
    return _codes(made)


def lead_to_protection(error: HTTPException) -> ResponseReturnValue:
    """Whoever holds a role that waits is told so, rather than that they have no right."""
    try:
        member = reader() if request.endpoint else None
    except errors.FAULTS as away:
        return errors.explain_busy(away)
    if member is None or not is_awaited(member):
        return errors.explain(error)
    return page("members/protect_first.html", code=error.code, status=error.code or 403)


def _added(made: list[str], sentence: str) -> ResponseReturnValue:
    """With a first factor, the recovery codes: this is the only time they are shown."""
    me().lacks_factor = False  # what this request knew of them was before
    flash(f"{sentence} Vos autres sessions sont fermées.")
    return _codes(made) if made else redirect(url_for(".protection"))


def _codes(made: list[str]) -> Response:
    response = page("members/codes.html", codes=made, text=_as_text(made))
    response.headers["Cache-Control"] = "no-store"
    return response


def _as_text(made: list[str]) -> str:
    site = current_app.config["SITE_NAME"]
    lines = [f"{site} : codes de secours de {me().email}", "Chacun sert une fois.", "", *made]
    return "\r\n".join(lines)


def _shown_application(form: AddCodeAppForm, status: int) -> Response:
    """The same secret while it is being typed; another once the page is asked again."""
    try:
        secret = actions.unseal_secret(me().id, form.sealed.data or "")
    except FactorRefused:
        if form.sealed.data:
            form.refuse(form.code, OTHER_SECRET)
        secret = codes.new_secret()
        form.sealed.data = actions.seal_secret(me(), secret)
    address = codes.address_of(secret, me().email, current_app.config["SITE_NAME"])
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    response = page(
        "members/add_code_app.html",
        form=form,
        code=drawings.qr(address),
        address=address,
        secret=spaced,
        status=status,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _shown_passkey(form: AddPasskeyForm, status: int) -> Response:
    held = every(queries.passkeys_of(me()))
    return page(
        "members/add_passkey.html",
        form=form,
        passkey=passkey_to_make(me(), held),
        status=status,
    )
