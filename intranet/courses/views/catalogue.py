"""The catalogue: its list, its map, and its other forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from flask import Response, request

from intranet.bookings.models import Standing
from intranet.competencies import queries as referential
from intranet.competencies.models import LinkRole
from intranet.courses import policy, queries
from intranet.courses.models import Course, CourseRun, best_of
from intranet.courses.views import around
from intranet.courses.views.around import Search, asked
from intranet.courses.views.blueprint import bp
from intranet.courses.views.chips import Chip, Levels, my_levels, of_links
from intranet.kit.access import reader
from intranet.kit.clock import in_paris
from intranet.kit.htmx import page
from intranet.kit.listing import PER_PAGE, Listing, ReadWhenDrawn, address, asked_page, first_of

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
    standing: Standing | None  # of registration, by its best run

    def facts(self, at: datetime, on: date) -> tuple[Any, ...]:
        """With the stamp of the catalogue, all that its row says."""
        run = self.run
        told = (run.bookable_id, run.seats, run.state(at)) if run else ()
        return (
            self.course.id,
            *told,
            self.standing,
            on,
            *((chip.code, chip.mine) for chip in self.chips),
            self.more,
        )


@bp.get("/formations")
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
        facets=around.offered(search, facets),
        active=around.active_filters(search),
        instead=around.instead(search) if not facets.total else [],
        listing=Listing(
            [] if as_map else ReadWhenDrawn(lambda: lines(search, levels)),
            facets.total,
            asked_page(),
        ),
        same_for_all=search.found.kept_under if levels is None else None,
        regions=around.on_the_map(facets) if as_map else None,
        at=search.at,
        on=in_paris(search.at).date(),
        kept=search.found.kept_under,
        may_exchange=(member := reader()) is not None and policy.may_exchange(member),
        asked_for=(
            request.query_string,
            search.catalogue.edition_id,
            in_paris(search.at).date(),
            search.found.shelf.vacancies.known_until,
        ),
        sorts=around.sorts(search),
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
        found.append(Line(course, run, chips if size > PER_PAGE else chips[:SHOWN_CHIPS], more, search.found.standing_of(course.id)))  # fmt: skip
    return found
