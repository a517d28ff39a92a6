"""The pages of the agenda: coming and past meetings, and what whoever holds one does."""

from __future__ import annotations

from flask import Flask

from intranet.events.actions import MEETINGS
from intranet.events.views import (
    agenda,
    calendars,
    consents,
    deciding,
    following,
    held,
    items,
    minutes,
    presences,
    talks,
    writing,
)
from intranet.events.views.blueprint import bp
from intranet.kit import panels
from intranet.organizations.actions import also_belongs

__all__ = [
    "agenda",
    "calendars",
    "consents",
    "deciding",
    "following",
    "init_app",
    "items",
    "minutes",
    "presences",
    "talks",
    "writing",
]


def init_app(app: Flask) -> None:
    also_belongs("events", MEETINGS)
    app.register_blueprint(bp)
    held.answer_for_events()
    panels.offer(app, "certificate", 10, presences.on_a_certificate)
    following.answer_for_meetings()
