"""The pages about people: accounts, sign-in, profile, directory."""

from __future__ import annotations

from flask import Flask, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members import queries
from intranet.members.models import Member


def init_app(app: Flask) -> None:
    login = LoginManager(app)
    login.session_protection = None  # revocable sessions do better than a hash of the browser
    login.user_loader(signed_in)
    login.unauthorized_handler(ask_to_sign_in)


def signed_in(token: str) -> Member | None:
    """The member behind the token of the cookie, while that session is open."""
    return db.session.scalars(queries.signed_in_by(token, now())).unique().one_or_none()


def ask_to_sign_in() -> ResponseReturnValue:
    """Lead to the sign-in page, and back here afterwards; htmx is told to load it whole."""
    if request.headers.get("HX-Request-Type"):
        return "", 401, {"HX-Redirect": url_for("members.sign_in")}
    flash("Connectez-vous pour ouvrir cette page.")
    return redirect("/connexion?suite=" + request.full_path.rstrip("?"))
