"""The catalogue: its list, its map, and its other forms."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import NamedTuple

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
from intranet.kit.listing import (
    PER_PAGE,
    Listing,
    ReadWhenDrawn,
    address,
    first_of,
    page_within,
)

OTHER_FORMS = (
    (".csv", "CSV"),
    (".xlsx", "Tableur (XLSX)"),
    (".json", "JSON"),
    (".atom", "flux Atom"),
    (".ics", "Agenda"),
    ("/lheo.xml", "LHÉO"),
)
WHOLE: dict[str, str | None] = {"page": None, "vue": None}  # neither a page nor a map
SHOWN_CHIPS = 2  # each shows two levels: a third would leave no room for their names


@dataclass(frozen=True)
class Line:
    """A course as one line of the list."""

    course: Course
    run: CourseRun | None
    chips: list[Chip]
    more: int  # competencies that are not shown
    standing: Standing | None  # of registration, for that run

    def certifies(self, on: date) -> bool:
        """Whether what the line shows leads to the certification: its run may begin too late."""
        return self.course.certifies(on) and (self.run is None or self.run.certifies)


class Place(NamedTuple):
    """A place of the list: the course that is there, read with the others of its page."""

    course_id: int
    read: Callable[[], Mapping[int, Line]]

    @property
    def line(self) -> Line | None:
        """None where its course left the catalogue since its page was found."""
        return self.read().get(self.course_id)


@bp.get("/formations")
def index() -> Response:
    """The courses online that answer the filters; or, as a map, where they take place."""
    search = asked()
    total = search.found.total
    as_map = request.args.get("vue") == "carte"
    levels = None if as_map else my_levels()
    return page(
        "courses/index.html",
        fragment="results",
        search=search,
        form=search.form,
        offered=lambda: around.offered(search, search.found.facets),
        active=around.active_filters(search),
        instead=[] if total else around.instead(search),
        listing=Listing(
            [] if as_map else ReadWhenDrawn(lambda: places(search, levels)),
            total,
            page_within(total),
        ),
        same_for_all=search.found.kept_under if levels is None else None,
        regions=around.on_the_map(search.found.facets) if as_map else None,
        at=search.at,
        on=in_paris(search.at).date(),
        kept=search.found.kept_under,
        mine=None if levels is None else tuple(sorted(levels.items())),
        told_by=told_by(search),
        may_exchange=(member := reader()) is not None and policy.may_exchange(member),
        asked_for=(request.query_string, *standing_at(search)),
        sorts=around.sorts(search),
        views=[
            SimpleNamespace(label="Liste", url=address(vue=None), current=not as_map),
            SimpleNamespace(label="Carte", url=address(vue="carte", page=None), current=as_map),
        ],
        others=[(name, address(f"/formations{end}", **WHOLE)) for end, name in OTHER_FORMS],
    )


def standing_at(search: Search) -> tuple[Hashable, ...]:
    """What a list says beside its courses: under which edition, on which day, with which seats."""
    edition, day = search.catalogue.edition_id, in_paris(search.at).date()
    return edition, day, search.found.shelf.vacancies.known_until


def told_by(search: Search) -> tuple[Hashable, ...]:
    """What changes the row of a course, beside the course: a row that was drawn is kept under it."""
    asked_of_runs = search.found.running.asked.items()
    return (
        search.filters.competency_id,
        search.filters.states,
        tuple((name, tuple(values)) for name, values in asked_of_runs),
        *standing_at(search),
    )


def places(search: Search, levels: Levels) -> list[Place]:
    """One page of the list: what is there; what it says is read only if some must be drawn."""
    ids = search.found.ids(search.sort, first_of(page_within(search.found.total)), PER_PAGE)
    read = cache(lambda: {line.course.id: line for line in lines_of(search, ids, levels)})
    return [Place(course_id, read) for course_id in ids]


def lines_of(
    search: Search, ids: Sequence[int], levels: Levels, most: int = SHOWN_CHIPS
) -> list[Line]:
    """Courses as lines, each with the run that speaks for it and its first competencies."""
    courses = queries.these(ids)
    if not courses:
        return []
    runs = queries.runs_of(ids)
    links = referential.links_of("course", ids, LinkRole.TEACHES)
    wanted, running = search.filters.competency_id, search.found.running
    answering = running.answering if running.is_asked else frozenset()
    found = []
    for course in courses:
        chips = of_links(links[course.id], LinkRole.TEACHES, search.catalogue, levels)
        chips.sort(key=lambda chip: chip.competency_id != wanted)
        there = [run for run in runs[course.id] if run.bookable_id in answering]
        run = best_of(there or runs[course.id], search.at)
        standing = search.found.standing_of(course.id, run.bookable_id if run else None)
        found.append(Line(course, run, chips[:most], max(0, len(chips) - most), standing))
    return found
