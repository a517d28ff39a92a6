"""The pages about people: accounts, sign-in, profile, admissions, the outbox."""

from __future__ import annotations

from flask import Flask
from flask_login import LoginManager

from intranet.kit import panels
from intranet.members import commands
from intranet.members.actions import PEOPLE
from intranet.members.belongings import also_holds
from intranet.members.views import (
    accounts,
    addresses,
    admissions,
    arrivals,
    desk,
    factors,
    identities,
    joining,
    outbox,
    own_sessions,
    people,
    profile,
    proving,
    referents,
    second_step,
    sessions,
)
from intranet.members.views.blueprint import bp
from intranet.organizations.actions import also_belongs

__all__ = [
    "accounts",
    "addresses",
    "admissions",
    "arrivals",
    "desk",
    "factors",
    "identities",
    "init_app",
    "joining",
    "outbox",
    "own_sessions",
    "profile",
    "proving",
    "referents",
    "second_step",
]


def init_app(app: Flask) -> None:
    also_belongs("members", PEOPLE)
    login = LoginManager(app)
    login.session_protection = None  # revocable sessions do better than a hash of the browser
    login.user_loader(sessions.signed_in)
    login.unauthorized_handler(sessions.ask_to_sign_in)
    app.after_request(sessions.note_use)
    app.extensions["to_prove_again"] = proving.to_prove
    for refusal in (403, 404):
        app.register_error_handler(refusal, factors.lead_to_protection)
    app.register_blueprint(bp)
    app.cli.add_command(commands.group)
    panels.offer(app, "member", 5, identities.own_identities)
    also_holds("identites", identities.carried)
    also_holds("acces", own_sessions.carried)
    panels.offer(app, "organization", 10, people.of_organization)
