"""The pages of the seats: asking for one, the list of whoever gives them, documents to carry away."""

from __future__ import annotations

from flask import Flask

from intranet.bookings import commands
from intranet.bookings.actions import leave_all, withdraw_all
from intranet.bookings.views import (
    approvals,
    attendance,
    calendars,
    checking,
    deciding,
    desk,
    difficulties,
    door,
    dossiers,
    holder,
    invitations,
    issuer,
    issuing,
    mine,
    passes,
    presence,
    registering,
    registrations,
    rules,
    slots,
    surveys,
)
from intranet.bookings.views.blueprint import bp
from intranet.members.actions import at_closing

__all__ = [
    "approvals",
    "attendance",
    "calendars",
    "checking",
    "deciding",
    "desk",
    "difficulties",
    "door",
    "dossiers",
    "holder",
    "init_app",
    "invitations",
    "issuer",
    "issuing",
    "mine",
    "passes",
    "presence",
    "registering",
    "registrations",
    "rules",
    "slots",
    "surveys",
]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.cli.add_command(commands.group)
    at_closing("bookings", withdraw_all)
    at_closing("registrations", leave_all)
