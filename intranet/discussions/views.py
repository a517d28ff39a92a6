"""Where a remark is hidden, whatever it is about."""

from __future__ import annotations

from flask import Blueprint, Flask

from intranet.discussions import queries

__all__ = ["init_app", "queries"]

bp = Blueprint("discussions", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
