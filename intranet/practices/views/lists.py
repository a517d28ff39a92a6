"""The list of practices and its other forms: map, CSV, JSON, Atom; all by the same query."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple

from flask import Response, abort, redirect, request, url_for

from intranet.competencies import queries as referential
from intranet.kit import asides, exports
from intranet.kit.access import reader
from intranet.kit.clock import now, today
from intranet.kit.db import every
from intranet.kit.facets import ActiveFilter, Option, Way
from intranet.kit.htmx import page
from intranet.kit.listing import (
    PER_PAGE,
    Listing,
    address,
    asked_page,
    first_of,
    without,
)
from intranet.organizations.queries import moved_to
from intranet.places.models import Zone
from intranet.places.queries import regions
from intranet.places.shapes import Shape, drawn
from intranet.practices import actions, exchange, policy, queries
from intranet.practices.forms import PracticeSearch
from intranet.practices.forms.searches import FILTERS, TYPES, VIEWS
from intranet.practices.models import FRESHNESS_LABELS, Practice, Theme, freshness
from intranet.practices.models.freshness import OLD_AFTER
from intranet.practices.views.blueprint import bp

TITLE = "Bonnes pratiques"
MOST_STRUCTURES = 50  # of one address
IN_ORDER = frozenset(
    {"type", "preuve", "axe", "taille", "cout", "fraicheur", "region", "departement"}
)


class Line(NamedTuple):
    """A sheet of a page, read with the others of its page."""

    id: int
    read: Callable[[], Mapping[int, Practice]]

    @property
    def practice(self) -> Practice | None:
        """None where it left the list since its page was found."""
        return self.read().get(self.id)


@bp.get("/pratiques")
def index() -> Response:
    themes, catalogue = every(queries.themes()), referential.in_force()
    form = search_form(themes, catalogue)
    notices, member = form.heed(), reader()
    found = queries.found(form.wanted, now())
    is_map = form.vue.data == "carte"
    levels = referential.known_levels(member.id, now()) if member else None
    shown = page(
        "practices/index.html",
        fragment="results",
        form=form,
        notices=notices,
        facets=cache(lambda: facets(form, found)),
        listing=Listing([], found.total) if is_map else listing(form, found, PER_PAGE),
        kept_under=found.shelf.kept_under,
        same_for_all=found.shelf.kept_under if member is None else None,
        reused=found.reused,
        left_out=found.left_out,
        old=address(fraicheur="anciennes", page=None),
        old_after=OLD_AFTER,
        is_map=is_map,
        shapes=cache(lambda: shapes(found.counts.get("region", {}))),
        active=cache(lambda: active_filters(form)),
        orders=links(form, "tri", queries.ORDERS),
        views=links(form, "vue", VIEWS),
        themes={theme.slug: theme.label for theme in themes},
        may_write=member is not None and policy.may_write(member),
        catalogue=catalogue,
        levels=levels,
        said=(catalogue.edition_id, *((theme.slug, theme.label) for theme in themes)),
        asked_for=request.query_string,
        age_of=lambda practice: freshness(practice.verify_on, found.shelf.on),
        ages=FRESHNESS_LABELS,
        mine=levels if levels is None else tuple(sorted(levels.items())),
        feeds={
            name: address(url_for(".export", form=name), page=None)
            for name in (*exports.FORMS, "xlsx")
        },
    )
    note_fruitless(form, found)
    return shown


def search_form(themes: Sequence[Theme], catalogue: referential.Catalogue) -> PracticeSearch:
    named = request.args.getlist("structure")[:MOST_STRUCTURES]
    if moved := moved_to(named):  # a bookmark, a feed of before it closed
        abort(redirect(address(structure=moved)))
    structures = queries.structures(named)
    return PracticeSearch(request.args, themes, catalogue, structures)


def note_fruitless(form: PracticeSearch, found: queries.Found) -> None:
    """Keep the words that found nothing by themselves, for whoever calls for sheets."""
    if found.total or found.left_out or found.in_title is None or any(form.wanted.chosen.values()):
        return
    asides.jot(partial(actions.note_fruitless, form.q.data or "", today()))


@bp.get("/pratiques.<any(csv, xlsx, json, atom):form>")
def export(form: str) -> Response:
    """The same list for other programs, without anyone’s name: fifty a page, and more in a
    spreadsheet, whose headers are those of the import.
    """
    themes, catalogue = every(queries.themes()), referential.in_force()
    asked = search_form(themes, catalogue)
    asked.heed()
    count = exports.IN_A_SHEET if form in {"csv", "xlsx"} else exports.PER_PAGE
    found = listing(asked, queries.found(asked.wanted, now()), count)
    known = queries.known_words(catalogue, themes)
    entries = [entry(line.practice, known, catalogue) for line in found if line.practice]
    return exports.answer(form, TITLE, found, entries)


def listing(form: PracticeSearch, found: queries.Found, per_page: int) -> Listing[Line]:
    """The page that is asked for; what its sheets say is read only if some must be drawn."""
    number = asked_page()
    ids = found.ids(form.tri.data, first_of(number, per_page), per_page)
    if not ids and number > 1:
        abort(404)
    read = cache(lambda: {sheet.id: sheet for sheet in queries.these(ids)})
    return Listing([Line(each, read) for each in ids], found.total, number, per_page)


def facets(form: PracticeSearch, found: queries.Found) -> dict[str, list[Option]]:
    """The values of every filter, with their counts."""
    return {name: options(form, name, found) for name in FILTERS}


def options(form: PracticeSearch, name: str, found: queries.Found) -> list[Option]:
    """The values of a filter that give something, or that are chosen."""
    by_code = counts_of(form, name, found)
    field = form[name]
    chosen = set(field.data or [])
    offered = [
        Option(choice.value, choice.label, by_code.get(choice.value, 0), choice.value in chosen)
        for choice in field.iter_choices()
        if by_code.get(choice.value) or choice.value in chosen
    ]
    return offered if name in IN_ORDER else sorted(offered, key=lambda option: -option.count)


def counts_of(form: PracticeSearch, name: str, found: queries.Found) -> Mapping[str, int]:
    """How many each value would give, as an address says it. An item gives all that is under it, and
    is offered where some sheet shows it by itself: no domain is, unless it was chosen.
    """
    counts = found.counts.get(name, {})
    if name == "type":
        return {code: counts.get(kind, 0) for code, kind in TYPES.items()}
    if name == "competence":
        chosen = form.competence.data or ()
        return {
            code: found.count_of(name, [str(number) for number in item.branch])
            for code, item in form.catalogue.by_code.items()
            if str(item.competency_id) in counts or code in chosen
        }
    return counts


def active_filters(form: PracticeSearch) -> list[ActiveFilter]:
    typed = (form.q.data or "")[:60]
    words = [ActiveFilter(f"« {typed} »", address(q=None, page=None))] if typed else []
    chosen = [
        ActiveFilter(choice.label, without(name, choice.value))
        for name in FILTERS
        for choice in form[name].iter_choices()
        if choice.value in (form[name].data or [])
    ]
    return [*words, *chosen]


def links(form: PracticeSearch, name: str, labels: Mapping[str, str]) -> list[Way]:
    """The values of a single choice, each as an address; the first is the one by default."""
    first = next(iter(labels))
    return [
        Way(
            label,
            address(**{name: None if code == first else code, "page": None}),
            code == form[name].data,
        )
        for code, label in labels.items()
    ]


def shapes(counts: Mapping[str, int]) -> list[Shape]:
    """The map: each region leads to its sheets; the farther collectivities only with some."""
    shown = [
        region
        for region in every(regions())
        if region.zone is not Zone.COM or region.code in counts
    ]
    return drawn(shown, counts, lambda region: address(region=region.code, vue=None, page=None))


def entry(
    practice: Practice, known: exchange.Known, in_force: referential.Catalogue
) -> exports.Entry:
    """One line of the exports, in the words of the edition in force: an import reads no other."""
    version = practice.published
    assert version, "is_listed"
    cells = exchange.line_of(practice, queries.online(practice, in_force), known)
    del cells["Titre"]  # the first column of every list
    return exports.Entry(
        uid=f"tag:passerelles,2026:practice:{practice.id}",
        title=version.sheet.title,
        url=url_for(".show", slug=practice.slug),
        summary=version.sheet.lead,
        published_at=practice.published_at or version.at,
        updated_at=version.published_at or version.at,
        fields=cells | {"Preuves": practice.evidence_label, "Vérifiée le": practice.verified_on},
    )
