"""The catalogue: its list, its map, and its other forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from flask import Response, request

from intranet.competencies import queries as referential
from intranet.competencies.models import LinkRole
from intranet.competencies.queries import Catalogue
from intranet.courses import policy, queries
from intranet.courses.forms import CourseSearch
from intranet.courses.forms.search import MODES, TRACKS, months_from
from intranet.courses.models import Course, CourseRun, best_of
from intranet.courses.views.blueprint import bp
from intranet.courses.views.chips import Chip, Levels, my_levels, of_links
from intranet.kit.access import public, reader
from intranet.kit.clock import in_paris, now
from intranet.kit.db import every
from intranet.kit.htmx import page
from intranet.kit.listing import PER_PAGE, Listing, address, asked_page, first_of, without
from intranet.places import queries as places
from intranet.places import shapes
from intranet.places.models import Zone

OTHER_FORMS = (
    ("csv", "CSV"),
    ("xlsx", "XLSX"),
    ("json", "JSON"),
    ("atom", "Atom"),
    ("ics", "Agenda"),
    ("lheo", "LHÉO"),
)
SHOWN_CHIPS = 2  # each shows two levels: a third would leave no room for their names


@dataclass(frozen=True)
class Line:
    """A course as one line of the list."""

    course: Course
    run: CourseRun | None
    chips: list[Chip]
    more: int  # competencies that are not shown

    def facts(self, at: datetime, on: date) -> tuple[Any, ...]:
        """With the stamp of the catalogue, all that its row says."""
        run = self.run
        told = (run.bookable_id, run.seats, run.state(at)) if run else ()
        return (
            self.course.id,
            *told,
            on,
            *((chip.code, chip.mine) for chip in self.chips),
            self.more,
        )


@dataclass(frozen=True)
class Search:
    """What was asked of the catalogue, understood."""

    form: CourseSearch
    catalogue: Catalogue
    found: queries.Found
    notices: list[str]
    at: datetime

    @property
    def filters(self) -> queries.Filters:
        return self.found.asked

    @property
    def sort(self) -> str | None:
        """As asked; else by relevance where words were typed, and by the next run."""
        return self.form.tri.data or (None if self.filters.words else "session")


def asked() -> Search:
    at, form, catalogue = now(), CourseSearch(request.args), referential.in_force()
    providers = queries.providers_named(request.args.getlist("organisme")[:50])
    form.offer(catalogue, in_paris(at).date(), providers)
    notices = form.heed()
    return Search(form, catalogue, queries.found(form.asked(catalogue), at), notices, at)


@bp.get("/formations")
@public
def index() -> Response:
    """The courses online that answer the filters; or, as a map, where they take place."""
    search = asked()
    facets = search.found.facets
    as_map = request.args.get("vue") == "carte"
    levels = None if as_map else my_levels()
    return page(
        "courses/index.html",
        fragment="results",
        search=search,
        form=search.form,
        facets=offered(search, facets),
        active=active_filters(search, facets),
        listing=Listing([] if as_map else lines(search, levels), facets.total, asked_page()),
        regions=on_the_map(facets) if as_map else None,
        at=search.at,
        on=in_paris(search.at).date(),
        kept=search.found.kept_under,
        may_exchange=(member := reader()) is not None and policy.may_exchange(member),
        asked_for=(request.query_string, search.catalogue.edition_id, in_paris(search.at).date()),
        sorts=sorts(search),
        views=[
            SimpleNamespace(label="Liste", url=address(vue=None), current=not as_map),
            SimpleNamespace(label="Carte", url=address(vue="carte", page=None), current=as_map),
        ],
        others=[
            (
                name,
                address(
                    f"/formations{'/lheo.xml' if form == 'lheo' else '.' + form}",
                    page=None,
                    vue=None,
                ),
            )
            for form, name in OTHER_FORMS
        ],
    )


def lines(search: Search, levels: Levels, size: int = PER_PAGE) -> list[Line]:
    """One page of the list, with the run that speaks for each course and its first competencies."""
    ids = search.found.ids(search.sort, first_of(asked_page(), size), size)
    courses = queries.these(ids)
    if not courses:
        return []
    runs = queries.runs_of(ids)
    links = referential.links_of("course", ids, LinkRole.TEACHES)
    wanted = search.filters.competency_id
    found = []
    for course in courses:
        chips = of_links(links[course.id], LinkRole.TEACHES, search.catalogue, levels)
        chips.sort(key=lambda chip: chip.competency_id != wanted)
        more = max(0, len(chips) - SHOWN_CHIPS)
        there = [run for run in runs[course.id] if run.region_code in search.filters.regions]
        run = best_of(there or runs[course.id], search.at)
        found.append(Line(course, run, chips if size > PER_PAGE else chips[:SHOWN_CHIPS], more))
    return found


# ---- what surrounds the list


def sorts(search: Search) -> list[SimpleNamespace]:
    """The orders offered; relevance only where words were typed."""
    plain = "pertinence" if search.filters.words else "session"
    labels = {"pertinence": "Pertinence"} if search.filters.words else {}
    current = search.sort or plain
    return [
        SimpleNamespace(
            label=label,
            url=address(tri=None if code == plain else code, page=None),
            current=code == current,
        )
        for code, label in (labels | queries.SORTS).items()
    ]


def offered(search: Search, facets: queries.Facets) -> SimpleNamespace:
    """The choices of each filter with their counts; those that would give nothing are left out."""
    form = search.form
    named = dict(facets.labels.get("organisme", {}))
    chosen = {str(choice.value): choice.label for choice in form.organisme.choices or []}
    catalogue = search.catalogue
    raised = facets.of("competence")
    form.competence.choices = [
        choice
        for choice in form.competence.choices or []
        if not choice.value
        or choice.value == form.competence.data
        or str(catalogue.by_code[choice.value].competency_id) in raised
    ]
    for choice in form.competence.choices:
        if choice.value:
            number = raised.get(str(catalogue.by_code[choice.value].competency_id), 0)
            choice.label = f"{choice.label} ({number})"
    by_number = sorted(named | chosen, key=lambda slug: -facets.of("organisme").get(slug, 0))
    return SimpleNamespace(
        region=options(form.region.data, fullest_first(facets), facets.of("region")),
        mode=options(
            form.mode.data,
            {code: label_of(form.mode, code) for code in MODES},
            {code: facets.of("mode").get(mode.value, 0) for code, mode in MODES.items()},
        ),
        type=options(
            form.type.data,
            {code: label_of(form.type, code) for code in TRACKS},
            {code: facets.of("type").get(track.value, 0) for code, track in TRACKS.items()},
        ),
        certifiante=[
            SimpleNamespace(
                value="1",
                label="Certifiante (RNCP, RS ou diplôme)",
                count=facets.of("certifiante").get("1", 0),
                checked=bool(form.certifiante.data),
            )
        ],
        mois=options(
            form.mois.data,
            months_from(in_paris(search.at).date()),
            {f"{code[:4]}-{code[4:]}": count for code, count in facets.of("mois").items()},
        ),
        prix=options(form.prix.data, queries.PRICE_LABELS, facets.of("prix")),
        organisme=options(
            form.organisme.data,
            {slug: (named | chosen)[slug] for slug in by_number},
            facets.of("organisme"),
        ),
    )


def fullest_first(facets: queries.Facets) -> dict[str, str]:
    """The regions, those with the most to offer first."""
    counts, names = facets.of("region"), shapes.region_names()
    return {code: names[code] for code in sorted(names, key=lambda code: -counts.get(code, 0))}


def label_of(field: Any, code: str) -> str:
    """The French label of one choice of a field."""
    return next(str(choice.label) for choice in field.choices if choice.value == code)


def options(
    chosen: list[str] | None, labels: Mapping[str, str], counts: Mapping[str, int]
) -> list[SimpleNamespace]:
    """What `ui.facet` draws, without the choices that lead nowhere unless they are made."""
    chosen = chosen or []
    return [
        SimpleNamespace(
            value=value, label=label, count=counts.get(value, 0), checked=value in chosen
        )
        for value, label in labels.items()
        if counts.get(value) or value in chosen
    ]


def active_filters(search: Search, facets: queries.Facets) -> list[SimpleNamespace]:
    """Each filter in force, and the address without it."""
    form = search.form
    found = []
    if form.q.data:
        found.append((f"« {form.q.data[:60]} »", address(q=None, page=None)))
    if form.competence.data:
        item = search.catalogue.by_code[form.competence.data]
        found.append((f"{item.code} {item.title}", address(competence=None, page=None)))
    if form.niveau.data:
        found.append((f"Niveau {form.niveau.data} ou plus", address(niveau=None, page=None)))
    for field in (form.region, form.mode, form.type, form.mois, form.prix, form.organisme):
        labels = {str(choice.value): str(choice.label) for choice in field.choices or []}
        found += [(labels[value], without(field.name, value)) for value in field.data or []]
    if form.certifiante.data:
        found.append(("Certifiante", address(certifiante=None, page=None)))
    return [SimpleNamespace(label=label, remove_url=url) for label, url in found]


def on_the_map(facets: queries.Facets) -> list[shapes.Shape]:
    """The regions with the courses that have a run to come there; far collectivities only if so."""
    counts = facets.of("region")
    shown = [
        region
        for region in every(places.regions())
        if region.zone is not Zone.COM or region.code in counts
    ]
    return shapes.drawn(
        shown,
        counts,
        lambda region: address(region=region.code, vue=None, page=None),
    )
