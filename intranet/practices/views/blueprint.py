"""Where the pages of this domain are gathered: `/pratiques`, and the reviewers' queue in `/animer`."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("practices", __name__)
