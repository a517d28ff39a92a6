"""The pages of the referential."""

from __future__ import annotations

from flask import Flask

from intranet.competencies import actions  # noqa: F401


def init_app(app: Flask) -> None:
    """Nothing yet."""
