"""« Vivier »: whom one’s employer may think of for another post, by their own agreement."""

from __future__ import annotations

from flask import Response

from intranet.kit.access import me, require
from intranet.kit.clock import today
from intranet.kit.db import every
from intranet.kit.htmx import page
from intranet.openings import policy, queries
from intranet.openings.views.applications import LABELS
from intranet.openings.views.blueprint import bp


@bp.get("/offres/vivier")
def pool() -> Response:
    """Over all the openings of one’s desk: each leads to where one writes, or suggests a post."""
    require(policy.may_post(me()))
    found = every(queries.kept_in_mind_by(me(), today()))
    return page("openings/pool.html", found=found, organization=me().organization, **LABELS)
