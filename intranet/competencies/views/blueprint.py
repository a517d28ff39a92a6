"""The blueprint that the pages of the referential share."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("competencies", __name__)
