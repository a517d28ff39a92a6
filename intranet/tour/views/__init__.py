"""The pages of the Tour: its map, its stages, the board where what is told at one is noted."""

from __future__ import annotations

from flask import Flask

from intranet.events.queries import linked_by
from intranet.kit import panels
from intranet.organizations.actions import also_belongs
from intranet.tour import queries
from intranet.tour.actions import STAGES
from intranet.tour.views import captures, editions, following, meetings, stages
from intranet.tour.views.blueprint import bp

__all__ = ["captures", "editions", "following", "init_app", "meetings", "stages"]


def init_app(app: Flask) -> None:
    also_belongs("tour", STAGES)
    app.register_blueprint(bp)
    following.answer_for_stages()
    linked_by("practice", queries.with_a_sheet)
    panels.offer(app, "organization", 60, stages.partnerships_of)
    panels.offer(app, "talk", 10, captures.on_a_talk)
    panels.offer(app, "event", 10, meetings.on_an_event)
