"""The agenda: coming and past meetings, by words, region, month and format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, abort, request, url_for

from intranet.events import policy, queries
from intranet.events.forms import FORMAT_LABELS, AgendaSearch, months
from intranet.events.models import HAPPENING_LABELS, HAPPENING_TONES, Event
from intranet.events.queries import YES
from intranet.events.views.blueprint import bp
from intranet.kit import exports
from intranet.kit.access import reader
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.facets import ActiveFilter, Option, options
from intranet.kit.htmx import page
from intranet.kit.listing import PER_PAGE, Listing, address, asked_page, first_of, without
from intranet.members.models import Member
from intranet.organizations.models import KIND_LABELS
from intranet.places.shapes import region_names

FORMS = ("csv", "xlsx", "json", "atom")
LINES = {"csv": exports.IN_A_SHEET, "xlsx": exports.IN_A_SHEET}


SINGLE = {"places": "Il reste des places", "supports": "Des supports en ligne", "fiche": "Une fiche en est née"}  # fmt: skip


@dataclass(frozen=True)
class Box(Option):
    """A box that is a filter by itself, under a name of its own."""

    name: str


@bp.get("/agenda")
def index() -> Response:
    form = AgendaSearch(request.args)
    notices, at = form.heed(), now()
    found, member = listing(form, PER_PAGE), reader()
    offered, active = facets(form), active_filters(form)
    return page(
        "events/index.html",
        fragment="results",
        form=form,
        notices=notices,
        listing=found,
        coming=[event for event in found if not event.is_over(event.day_at(at))],
        past=[event for event in found if event.is_over(event.day_at(at))],
        facets=offered,
        active=active,
        offered=(
            today(),
            *(form.q.data, form.mois.data, form.format.data, len(active)),
            *((name, tuple(options)) for name, _, options in offered),
        ),
        feeds={name: address(url_for(".export", form=name), page=None) for name in FORMS},
        calendar=address(url_for(".calendar"), page=None),
        labels=HAPPENING_LABELS,
        tones=HAPPENING_TONES,
        may_propose=member is not None and policy.may_propose(member),
        awaiting=count_for(member),
    )


@bp.get("/agenda.<any(csv, xlsx, json, atom):form>")
def export(form: str) -> Response:
    """The same list for other programs."""
    asked = AgendaSearch(request.args)
    asked.heed()
    found = listing(asked, LINES.get(form, exports.PER_PAGE))
    return exports.answer(form, "Agenda", found, [entry(event) for event in found])


def count_for(member: Member | None) -> int:
    """How many meetings this reader could publish."""
    if member is None or not member.is_animator:
        return 0
    return db.session.scalar(queries.count_awaiting(member)) or 0


def listing(form: AgendaSearch, per_page: int) -> Listing[Event]:
    number = asked_page()
    first = first_of(number, per_page)
    total, items = queries.page_of(queries.days_at(now()), form.wanted, first=first, count=per_page)
    if not items and number > 1:
        abort(404)
    return Listing(items, total, number, per_page)


def facets(form: AgendaSearch) -> list[tuple[str, str, Sequence[Option]]]:
    """What one may choose, each with how many meetings it would give: name, words, options."""
    counts = queries.counts_by_facet(form.wanted, form.domains, now())
    several = {
        "region": ("Région", region_names()),
        "theme": ("Thème", {one.code: one.title for one in form.domains}),
        "reseau": ("Réseau qui organise", {kind.value: label for kind, label in KIND_LABELS.items()}),
    }  # fmt: skip
    found: list[tuple[str, str, Sequence[Option]]] = [
        (name, legend, options(counts.get(name, {}), labels, form[name].data or ()))
        for name, (legend, labels) in several.items()
    ]
    single = [
        Box(YES, SINGLE[name], counts.get(name, {}).get(YES, 0), bool(form[name].data), name)
        for name in SINGLE
        if counts.get(name) or form[name].data
    ]
    return [*found, ("", "Seulement", single)]


def active_filters(form: AgendaSearch) -> list[ActiveFilter]:
    typed, found = (form.q.data or "")[:60], []
    if typed:
        found.append(ActiveFilter(f"« {typed} »", address(q=None, page=None)))
    labels = {
        "region": region_names(),
        "theme": {one.code: one.title for one in form.domains},
        "reseau": {kind.value: label for kind, label in KIND_LABELS.items()},
        "mois": months(),
        "format": FORMAT_LABELS,
    } | {name: {YES: label} for name, label in SINGLE.items()}
    for name, words in labels.items():
        chosen = form[name].data or []
        values = [chosen] if isinstance(chosen, str) else chosen
        found += [ActiveFilter(words[value], without(name, value)) for value in values]
    return found


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
            "Dernier jour": event.ends_on,
            "État": HAPPENING_LABELS[event.became(event.day_at(now()))],
            "Lieu": "À distance" if event.is_remote else event.place,
            "Régions": [region.name for region in event.regions],
            "Organisateurs": [organizer.name for organizer in event.organizers],
            "Source": event.source_url or event.source_title,
        },
    )
