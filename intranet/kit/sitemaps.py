"""The map of a board that search engines read (sitemaps.org): each page, and when it last changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from itertools import islice
from xml.etree import ElementTree as ET

from flask import Response, current_app, request

from intranet.kit.clock import in_paris
from intranet.kit.exports import absolute

MOST = 50_000  # pages of one map
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def sitemap(pages: Iterable[tuple[str, datetime]]) -> Response:
    """Nothing of a closed site; not sent again to whoever has it already."""
    shown = pages if current_app.config["SITE_IS_PUBLIC"] else ()
    urls = ET.Element("urlset", xmlns=SCHEMA)
    for address, changed_at in islice(shown, MOST):
        page = ET.SubElement(urls, "url")
        ET.SubElement(page, "loc").text = absolute(address)
        ET.SubElement(page, "lastmod").text = in_paris(changed_at).date().isoformat()
    text = HEAD + ET.tostring(urls, encoding="unicode")
    answer = Response(text, mimetype="application/xml")
    answer.set_etag(sha256(text.encode()).hexdigest()[:32])
    answer.make_conditional(request)
    return answer
