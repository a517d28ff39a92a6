"""The pages of the agenda: coming and past meetings, and what whoever holds one does."""

from __future__ import annotations

from flask import Flask

from intranet.events.views import (
    agenda,
    calendars,
    consents,
    deciding,
    held,
    items,
    minutes,
    talks,
    writing,
)
from intranet.events.views.blueprint import bp

__all__ = [
    "agenda",
    "calendars",
    "consents",
    "deciding",
    "init_app",
    "items",
    "minutes",
    "talks",
    "writing",
]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    held.answer_for_events()
