"""The pages of this domain."""

from __future__ import annotations

from flask import Flask

from intranet.kit import search  # noqa: F401  its tables belong to every database


def init_app(app: Flask) -> None:
    """Nothing yet."""
