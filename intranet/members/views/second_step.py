"""The second step of signing in: a code, or a passkey, which may also be the only step."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from intranet.allowances import SECOND_FACTOR
from intranet.kit import journal, limits
from intranet.kit.clock import in_paris, now
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.journal import Kind
from intranet.kit.paths import own_path
from intranet.kit.texts import clock_time, lasting
from intranet.members import actions, queries
from intranet.members.forms import CodeForm, PasskeyForm, SignInForm
from intranet.members.models import FactorRefused, HalfSignIn, Member
from intranet.members.views.blueprint import bp
from intranet.members.views.browsers import passkey_asked, passkey_proven
from intranet.members.views.sessions import is_refused, let_in, sign_in_page, tries_of

WRONG = "Ce code ne convient pas, ou il a déjà servi. Attendez le suivant, ou prenez un code de secours."
UNKNOWN_KEY = "Cette clé d’accès n’a pas été reconnue. Réessayez, ou prenez un autre moyen."
LEFT = f"La connexion est restée en chemin plus de {lasting(actions.HALFWAY_LASTS)}. Recommencez."


@bp.route("/connexion/confirmation", methods=["GET", "POST"])
def second_step() -> ResponseReturnValue:
    onward, half = own_path(request.args.get("suite")), _half()
    if half is None:
        return _from_the_start(onward)
    form = CodeForm()
    if not form.validate_on_submit():
        return _asked(half.member, form, 422 if form.errors else 200)
    tries = [(limit, str(half.member_id)) for limit in SECOND_FACTOR]
    if wait := limits.over(*tries):
        form.refuse(form.code, _too_many(wait))
        return limits.refused(_asked(half.member, form), wait)
    try:
        actions.spend_code(half.member, str(form.code.data), now())
    except FactorRefused:
        db.session.rollback()
        journal.note(Kind.FACTOR_FAILED, concerns=half.member, detail="code")
        db.session.commit()
        form.refuse(form.code, WRONG)
        return _asked(half.member, form, 422)
    if not actions.end_halfway(_token()):
        db.session.rollback()
        return _from_the_start(onward)
    limits.give_back(*tries)  # failures alone count
    return let_in(half.member, onward)


@bp.post("/connexion/cle")
def sign_in_by_passkey() -> ResponseReturnValue:
    """It says who it is, and it was unlocked by a finger, a face or a PIN: nothing more is asked."""
    onward, tries = own_path(request.args.get("suite")), tries_of("")[1:]
    if wait := limits.over(*tries):
        limits.stop(wait)
    try:
        passkey = passkey_proven(
            "sign-in", PasskeyForm(), now(), may_be=lambda member: not is_refused(member)
        )
    except FactorRefused:
        db.session.rollback()
        half = _half()
        journal.note(Kind.FACTOR_FAILED, concerns=half.member if half else None, detail="passkey")
        db.session.commit()
        return _refused_key(half)
    limits.give_back(*tries)
    actions.end_halfway(_token())
    return let_in(passkey.member, onward)


def _too_many(wait: int) -> str:
    """Which of the limits it is makes minutes, or the rest of the hour or of the day."""
    again = now() + timedelta(seconds=wait)
    is_today = in_paris(again).date() == in_paris(now()).date()
    when = f"à partir de {clock_time(again)}" if is_today else "demain"
    return f"Il y a eu trop de codes faux pour ce compte. Réessayez {when}."


def _half() -> HalfSignIn | None:
    half = db.session.scalar(queries.halfway_by(_token(), now()))
    return None if half is None or is_refused(half.member) else half


def _token() -> str:
    return str(session.get("halfway", ""))


def _from_the_start(onward: str | None) -> ResponseReturnValue:
    if session.pop("halfway", None):
        flash(LEFT, "error")
    return redirect(url_for("members.sign_in", suite=onward), code=303)


def _asked(member: Member, form: CodeForm, status: int = 200) -> Response:
    held = every(queries.passkeys_of(member))
    return page(
        "members/second_step.html",
        form=form,
        passkey=passkey_asked("sign-in", held) if held else None,
        has_application=db.session.scalar(queries.code_app_of(member)) is not None,
        by_paper="secours" in request.args,
        status=status,
    )


def _refused_key(half: HalfSignIn | None) -> Response:
    """Where they were: at the second step, or at the door."""
    if half:
        form = CodeForm(formdata=None)
        form.refuse(form.code, UNKNOWN_KEY)
        return _asked(half.member, form, 422)
    door = SignInForm(formdata=None)
    door.refuse(door.email, UNKNOWN_KEY)
    return sign_in_page(door, 422)
