"""The pages about documents: checking, carrying away, issuing them."""

from __future__ import annotations

from flask import Flask

from intranet.bookings import commands
from intranet.bookings.actions import withdraw_all
from intranet.bookings.views import checking, issuer, issuing, mine
from intranet.bookings.views.blueprint import bp
from intranet.members.actions import at_closing

__all__ = ["checking", "init_app", "issuer", "issuing", "mine"]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.cli.add_command(commands.group)
    at_closing("bookings", withdraw_all)
