"""The bare page that ours are measured against: Flask, one indexed query, twenty rows, a template.

Served by the same gunicorn on the same database: BARE_DATABASE is its address.
"""

from __future__ import annotations

import os

from flask import Flask, render_template_string
from sqlalchemy import create_engine, text

PAGE = """<!doctype html><html lang="fr"><head><title>Offres</title></head><body><h1>Offres</h1>
{% for row in rows %}<article><h3><a href="/offres/{{ row.id }}">{{ row.title }}</a></h3>
<p>{{ row.region_code }} · {{ row.closes_at }}</p></article>{% endfor %}</body></html>"""
QUERY = text(
    "SELECT id, title, region_code, closes_at FROM opening WHERE state = 'published'"
    " AND filled < positions AND closes_at > :now ORDER BY closes_at LIMIT 20"
)

app = Flask(__name__)
engine = create_engine(os.environ["BARE_DATABASE"])


@app.get("/")
def index() -> str:
    """Twenty openings, the soonest to close first."""
    with engine.connect() as connection:
        rows = connection.execute(QUERY, {"now": os.environ["BARE_NOW"]}).all()
    return render_template_string(PAGE, rows=rows)
