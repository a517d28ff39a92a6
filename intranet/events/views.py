"""The agenda: coming and past meetings, and the page of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from flask import Blueprint, Flask, Response, abort, request, url_for
from sqlalchemy import func, select

from intranet.events import queries
from intranet.events.forms import AgendaSearch
from intranet.events.models import HAPPENING_LABELS, Event, Happening
from intranet.kit import exports
from intranet.kit.access import public
from intranet.kit.clock import today
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.listing import PER_PAGE, Listing, address, asked_page, first_of, without
from intranet.places.shapes import region_names

bp = Blueprint("events", __name__)
FORMS = ("json", "atom")


@dataclass(frozen=True)
class Option:
    """A region that one may choose, and how many meetings it had or will have."""

    value: str
    label: str
    count: int
    checked: bool


class ActiveFilter(NamedTuple):
    label: str
    remove_url: str


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/agenda")
@public
def index() -> Response:
    form = AgendaSearch(request.args)
    notices, on = form.heed(), today()
    found = listing(form, PER_PAGE)
    return page(
        "events/index.html",
        fragment="results",
        form=form,
        notices=notices,
        listing=found,
        coming=[event for event in found if not event.is_over(on)],
        past=[event for event in found if event.is_over(on)],
        regions=options(form),
        active=active_filters(form),
        feeds={name: address(url_for(".export", form=name), page=None) for name in FORMS},
        states=Happening,
    )


@bp.get("/agenda.<any(json, atom):form>")
@public
def export(form: str) -> Response:
    """The same list for other programs."""
    asked = AgendaSearch(request.args)
    asked.heed()
    found = listing(asked, exports.PER_PAGE)
    return exports.answer(form, "Agenda", found, [entry(event) for event in found])


@bp.get("/agenda/<slug>")
@public
def show(slug: str) -> Response:
    event = one_or_404(queries.published().where(Event.slug == slug))
    label = HAPPENING_LABELS[Happening.HELD if event.is_over(today()) else event.happening]
    return page("events/show.html", event=event, label=label, is_over=event.is_over(today()))


def listing(form: AgendaSearch, per_page: int) -> Listing[Event]:
    number = asked_page()
    query = queries.found_by(today(), words=form.q.data, regions=form.region.data or [])
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    items = every(query.limit(per_page).offset(first_of(number, per_page)))
    if not items and number > 1:
        abort(404)
    return Listing(items, total or 0, number, per_page)


def options(form: AgendaSearch) -> list[Option]:
    chosen = form.region.data or []
    rows = db.session.execute(queries.counts_by_region(form.q.data))
    counts = {code: meetings for code, _, meetings in rows}
    return [
        Option(code, name, counts.get(code, 0), code in chosen)
        for code, name in region_names().items()
        if code in counts or code in chosen
    ]


def active_filters(form: AgendaSearch) -> list[ActiveFilter]:
    typed = (form.q.data or "")[:60]
    words = [ActiveFilter(f"« {typed} »", address(q=None, page=None))] if typed else []
    return [
        *words,
        *(
            ActiveFilter(region_names()[code], without("region", code))
            for code in form.region.data or []
        ),
    ]


def entry(event: Event) -> exports.Entry:
    published_at = event.published_at or event.created_at
    return exports.Entry(
        uid=f"tag:passerelles,2026:event:{event.id}",
        title=event.title,
        url=url_for(".show", slug=event.slug),
        summary=event.summary or " ; ".join(event.programme) or event.place,
        published_at=published_at,
        updated_at=max(event.updated_at, published_at),
        fields={
            "Date": event.starts_on or event.date_note,
            "Lieu": event.place,
            "Régions": [region.name for region in event.regions],
            "Organisateurs": [organizer.name for organizer in event.organizers],
            "Source": event.source_url or event.source_title,
        },
    )
