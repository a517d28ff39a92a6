"""Signing in and out."""

from __future__ import annotations

from flask import current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from intranet.allowances import SIGN_IN_ALL, SIGN_IN_PAIR, SIGN_IN_PLACE
from intranet.kit import journal, limits
from intranet.kit.access import (
    asked_of_readers,
    note_of_reader,
    reader,
)
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.forms import address_of
from intranet.kit.htmx import page
from intranet.kit.journal import Kind
from intranet.kit.paths import own_path
from intranet.members import actions, passwords, queries
from intranet.members.forms import SignInForm
from intranet.members.models import Member
from intranet.members.views.blueprint import bp

WRONG = "L’adresse ou le mot de passe ne convient pas."
TOO_MANY = "Il y a eu trop d’essais. Attendez cinq minutes, ou choisissez un nouveau mot de passe."
TOLD_ONCE = limits.Limit("sign-in told", 1, SIGN_IN_PLACE.every)


def signed_in(token: str) -> Member | None:
    """The member behind the token of the cookie, while that session is open.

    What every page must know of them comes in the same statement.
    """
    query = queries.signed_in_by(token, now()).add_columns(*asked_of_readers())
    row = db.session.execute(query).unique().one_or_none()
    if row is None or is_refused(row[0]):
        return None
    member: Member = row[0]
    note_of_reader(row[1:])
    return member


def is_refused(member: Member) -> bool:
    """Demonstration accounts, whose password everybody knows, stay outside production."""
    return member.is_demo and current_app.config["ENVIRONMENT"] == "production"


def ask_to_sign_in() -> ResponseReturnValue:
    """Lead to the sign-in page, and back here afterwards; htmx is told to load it whole."""
    if request.headers.get("HX-Request-Type"):
        return "", 401, {"HX-Redirect": url_for("members.sign_in")}
    flash("Connectez-vous pour ouvrir cette page.")
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("members.sign_in", suite=here))


@bp.route("/connexion", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    onward = own_path(request.args.get("suite"))
    if reader() and request.method == "GET":
        return redirect(onward or "/")
    form = SignInForm()
    if not form.validate_on_submit():
        return page("members/sign_in.html", form=form, status=422 if form.errors else 200)
    email = address_of(form.email)
    tries = _tries_of(email)
    if wait := limits.over(*tries):
        _tell_of_a_flood(email)
        form.refuse(form.password, TOO_MANY)
        return limits.refused(page("members/sign_in.html", form=form), wait)
    member = _proven(email, form.password.data or "")
    if member is None:
        form.refuse(form.password, WRONG)
        return page("members/sign_in.html", form=form, status=422)
    limits.give_back(*tries)  # failures alone count: whoever knows the password comes and goes
    begin_session(member)
    settled = member.is_admitted or member.asked_membership
    db.session.commit()
    return redirect(onward or ("/" if settled else url_for(".join")))


@bp.post("/deconnexion")
def sign_out() -> ResponseReturnValue:
    if leaving := reader():
        journal.note(Kind.SIGNED_OUT, by=leaving)
    actions.close_session(session_token())
    db.session.commit()
    forget_browser()
    flash("Vous êtes déconnecté.")
    return redirect("/")


def begin_session(member: Member) -> None:
    """Sign this browser in, with a new cookie: what was in the old one is gone."""
    actions.close_session(session_token())
    token = actions.open_session(member, now(), browser=request.user_agent.string)
    journal.note(Kind.SIGNED_IN, by=member)
    if member.password_hash and passwords.is_outdated(member.password_hash):
        member.password_hash = passwords.kept(request.form.get("password", ""))
    session.clear()
    login_user(member)
    session["_user_id"] = token  # not who it is, but a proof that can be taken back


def forget_browser() -> None:
    """Nothing of the person stays in the cookie."""
    logout_user()
    session.clear()


def session_token() -> str:
    """What the cookie of this browser holds; empty where it is not signed in."""
    return str(session.get("_user_id", ""))


def _proven(email: str, password: str) -> Member | None:
    """The member whose password this is. It takes as long whether the account exists or not."""
    member = db.session.scalar(queries.of_address(email))
    if member and is_refused(member):
        member = None
    password_hash, key = (member.password_hash, member.event_key) if member else (None, None)
    db.session.commit()  # frees the writer's lock of SQLite while the password is compared
    if passwords.matches(password_hash, password):
        return member
    journal.note(Kind.SIGN_IN_FAILED, concerns=key, typed=email)
    db.session.commit()
    return None


def _tell_of_a_flood(email: str) -> None:
    """Once a window, or whoever insists would fill the journal."""
    if not limits.over((TOLD_ONCE, limits.here())):
        journal.note(Kind.SIGN_IN_LIMITED, typed=email)
        db.session.commit()


def _tries_of(email: str) -> tuple[limits.Try, ...]:
    """Under what a try is counted: this account from here, any account from here, all of them."""
    here = limits.here()
    return (SIGN_IN_PAIR, f"{email} {here}"), (SIGN_IN_PLACE, here), (SIGN_IN_ALL, "")
