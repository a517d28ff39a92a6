"""The bare page that ours are measured against: the same frameworks, and the least that a list asks.

Flask, Flask-Login’s user, SQLAlchemy’s objects; one indexed query of twenty rows under a filter,
one count, two facets by GROUP BY, one template in a layout. Served by the same gunicorn on the same
database: DATABASE_URL is its address. It keeps nothing from one request to the next.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

from flask import Flask, g, render_template, request
from flask_login import LoginManager, UserMixin, login_user
from jinja2 import DictLoader
from sqlalchemy import DateTime, create_engine, func, literal_column, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

LAYOUT = """<!doctype html><html lang="fr"><head><meta charset="utf-8">
<title>{% block title required %}{% endblock %}</title></head><body>
<header><nav><ul>{% for place in places %}<li><a href="/{{ place }}">{{ place }}</a></li>{% endfor %}</ul></nav>
{% if current_user.is_authenticated %}<p>{{ current_user.name }}</p>{% endif %}</header>
<main><h1>{{ self.title() }}</h1>{% block content required %}{% endblock %}</main></body></html>"""
LIST = """{% extends "layout.html" %}{% block title %}Offres{% endblock %}{% block content %}
<p>{{ total }} offres</p>
{% for name, counts in facets %}<fieldset><legend>{{ name }}</legend>{% for value, count in counts %}
<label><input type="checkbox" name="{{ name }}" value="{{ value }}"> {{ value }} ({{ count }})</label>
{% endfor %}</fieldset>{% endfor %}
{% for opening in openings %}<article><h3><a href="/offres/{{ opening.id }}">{{ opening.title }}</a></h3>
<p>{{ opening.region_code }} · {{ opening.employer_kind }} · {{ opening.closes_at.strftime("%d/%m/%Y") }}</p></article>
{% endfor %}{% endblock %}"""
PLACES = ("offres", "formations", "pratiques", "rencontres", "referentiel", "annuaire", "recherche")
PER_PAGE = 20


class Base(DeclarativeBase):
    """The tables of the site, as far as a list of openings reads them."""


class Opening(Base):
    """An opening."""

    __tablename__ = "opening"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    state: Mapped[str]
    region_code: Mapped[str]
    employer_kind: Mapped[str]
    filled: Mapped[int]
    positions: Mapped[int]
    publish_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    closes_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Person(UserMixin, Base):
    """A member."""

    __tablename__ = "member"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


app = Flask(__name__)
app.secret_key = "bare"  # noqa: S105  of a page that guards nothing
app.jinja_loader = DictLoader({"layout.html": LAYOUT, "list.html": LIST})  # type: ignore[assignment]
engine = create_engine(os.environ["DATABASE_URL"])
login = LoginManager(app)


def session() -> Session:
    if "session" not in g:
        g.session = Session(engine)
    found: Session = g.session
    return found


@app.teardown_appcontext
def close(_failed: BaseException | None) -> None:
    if "session" in g:
        g.session.close()


@login.user_loader
def person(number: str) -> Person | None:
    return session().get(Person, int(number))


@app.get("/healthz")
def alive() -> str:
    return "alive"


@app.get("/entrer/<int:number>")
def enter(number: int) -> str:
    login_user(session().get_one(Person, number))
    return "entered"


@app.get("/offres")
def index() -> str:
    """Twenty openings, the latest first, and how many there are of each kind."""
    at = datetime.now(UTC)
    live: list[Any] = [
        # Written out, as a bound value would keep SQLite from its partial index.
        Opening.state == literal_column("'published'"),
        Opening.filled < Opening.positions,
        Opening.publish_at <= at,
        Opening.closes_at > at,
    ]
    if region := request.args.get("region"):
        live.append(Opening.region_code == region)
    openings = session().scalars(
        select(Opening).where(*live).order_by(Opening.publish_at.desc()).limit(PER_PAGE)
    )
    total = session().scalar(select(func.count()).select_from(Opening).where(*live))
    facets = [
        (name, session().execute(select(column, func.count()).where(*live).group_by(column)).all())
        for name, column in (("région", Opening.region_code), ("employeur", Opening.employer_kind))
    ]
    return render_template(
        "list.html", openings=openings.all(), total=total, facets=facets, places=PLACES
    )
