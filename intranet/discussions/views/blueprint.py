"""Where the pages of this domain are gathered."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("discussions", __name__)
