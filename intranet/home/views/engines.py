"""What search engines ask first: what they may read, and where its maps are."""

from __future__ import annotations

from flask import Response, current_app, render_template, url_for

from intranet.home.views.blueprint import bp
from intranet.kit.exports import absolute

PRIVATE = ("/moi", "/connexion", "/inscription", "/mot-de-passe", "/recherche", "/animer")


@bp.get("/robots.txt")
def robots() -> Response:
    """Nothing of a closed site; of an open one, all but what is somebody’s own."""
    if not current_app.config["SITE_IS_PUBLIC"]:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
        lines.append(f"Sitemap: {absolute(url_for('.sitemap'))}")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """Where the map of each board is."""
    boards = ("openings.page_map", "practices.page_map")
    maps = [absolute(url_for(each)) for each in boards]
    return Response(render_template("feeds/sitemaps.xml", maps=maps), mimetype="application/xml")
