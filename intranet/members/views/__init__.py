"""The pages about people: accounts, sign-in, profile, admissions, the outbox."""

from __future__ import annotations

from flask import Flask
from flask_login import LoginManager

from intranet.kit import panels
from intranet.members import commands
from intranet.members.views import accounts, admissions, joining, outbox, people, profile, sessions
from intranet.members.views.blueprint import bp

__all__ = ["accounts", "admissions", "init_app", "joining", "outbox", "profile"]


def init_app(app: Flask) -> None:
    login = LoginManager(app)
    login.session_protection = None  # revocable sessions do better than a hash of the browser
    login.user_loader(sessions.signed_in)
    login.unauthorized_handler(sessions.ask_to_sign_in)
    app.register_blueprint(bp)
    app.cli.add_command(commands.group)
    panels.offer(app, "organization", 10, people.of_organization)
