"""The pages of one's own way, and what they show in the pages of the boards."""

from __future__ import annotations

from flask import Flask

from intranet.career.views import ways
from intranet.career.views.blueprint import bp

__all__ = ["init_app", "ways"]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
