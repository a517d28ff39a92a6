"""The one blueprint of the mobility board; its addresses begin by `/offres`, its queue by `/animer`."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("openings", __name__)
