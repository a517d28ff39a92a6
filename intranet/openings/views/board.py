"""`/offres`: the list, its map, its counts, what is wider when nothing is found, its other forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import Any

from flask import Response, abort, request, url_for
from markupsafe import Markup

from intranet.competencies.matching import Match
from intranet.competencies.queries import Catalogue
from intranet.kit import exports
from intranet.kit.access import reader
from intranet.kit.clock import now, today
from intranet.kit.db import every
from intranet.kit.htmx import page
from intranet.kit.listing import PER_PAGE, Listing, address, asked_page, first_of
from intranet.openings import policy, queries
from intranet.openings.forms import OpeningSearch
from intranet.openings.models import JOB_KIND_LABELS, ROUTE_LABELS, routes_in
from intranet.openings.queries import Levels, Page, Search, Tally
from intranet.openings.views.blueprint import bp
from intranet.openings.views.chips import chips_of_lines, my_levels, referential
from intranet.openings.views.refining import Refining
from intranet.openings.views.widening import wider
from intranet.places.models import Region
from intranet.places.queries import Point, distance_km, regions
from intranet.places.shapes import drawn, region_names


@dataclass(frozen=True)
class Found:
    """One answer of the board, whichever form it is given."""

    form: OpeningSearch
    search: Search
    notices: list[str]
    tally: Tally
    page: Page
    listing: Listing[Any]


@dataclass(frozen=True)
class Answering:
    """How the reader answers what lines ask for. Looked for where a page does not have it drawn yet."""

    page: Page
    catalogue: Catalogue | None
    levels: Levels | None

    @property
    def known_by(self) -> tuple[tuple[int, int | None], ...] | None:
        """The levels it goes by; None for a visitor."""
        return None if self.levels is None else tuple(sorted(self.levels.items()))

    @cached_property
    def chips(self) -> dict[int, list[Markup]]:
        return chips_of_lines(self.page.asked, self.catalogue, self.levels)

    @cached_property
    def fits(self) -> dict[int, Match]:
        return queries.fits_of_lines(self.page.asked, self.catalogue, self.levels)


# All that a line of the page says of an opening.
SAID_OF_A_LINE = attrgetter(
    *("id", "title", "kind", "category", "employer", "place", "department_code", "precision"),
    *("closes_at", "is_demo"),
)


@bp.get("/offres")
def index() -> Response:
    at, member = now(), reader()
    on_map = request.args.get("vue") == "carte"
    catalogue, levels = referential(), my_levels()
    found = _found(catalogue, levels, at, 0 if on_map else PER_PAGE)
    return page(
        "openings/index.html",
        fragment="results",
        found=found,
        form=found.form,
        listing=found.listing,
        at=at,
        on_map=on_map,
        answering=Answering(found.page, catalogue, levels),
        told_of_lines=tuple((line.id, (line.closes_at - at).days) for line in found.listing),
        away=_away(found),
        refining=Refining(found.form, found.search, found.tally, on_map, at),
        shapes=_shapes(found.tally) if on_map else [],
        wider=[] if found.tally.total else wider(found.search, levels, at),
        lacks_levels=member is not None and not levels,
        may_post=member is not None and policy.may_post(member),
        today=today(),
        said=SAID_OF_A_LINE,
        kinds=JOB_KIND_LABELS,
    )


@bp.get("/offres.<any(csv, xlsx, json, atom):form>")
def export(form: str) -> Response:
    """The same list for other programs, fifty a page; for spreadsheets, by the thousand."""
    count = exports.IN_A_SHEET if form in {"csv", "xlsx"} else exports.PER_PAGE
    found = _found(referential(), my_levels(), now(), count)
    title = "Offres de mobilité"
    return exports.answer(form, title, found.listing, [entry(line) for line in found.listing])


def _found(
    catalogue: Catalogue | None, levels: Levels | None, at: datetime, per_page: int
) -> Found:
    form = OpeningSearch(request.args, catalogue, knows_levels=bool(levels))
    search, notices = form.read(at)
    tally = queries.tally_for(search, levels, at)
    shown, listing = listed(tally, at, per_page)
    return Found(form, search, notices, tally, shown, listing)


def listed(tally: Tally, at: datetime, per_page: int) -> tuple[Page, Listing[Any]]:
    """The page that is asked for; a 404 past the last one."""
    number = asked_page()
    first = first_of(number, per_page)
    if per_page and number > 1 and first >= tally.total:
        abort(404)
    shown = Page()
    if per_page and tally.total:
        shown = queries.page_of(tally, at, first=first, count=per_page)
    return shown, Listing(shown.lines, tally.total, number, per_page or 1)


def _away(found: Found) -> dict[int, int]:
    """How far each line is, in km, when the list is around a commune."""
    origin = found.search.origin
    if origin is None:
        return {}
    return {
        line.id: round(distance_km(origin, Point(line.latitude, line.longitude)))
        for line in found.listing
    }


def _shapes(tally: Tally) -> Any:
    def lead(region: Region) -> str:
        return address(url_for(".index"), vue=None, page=None, region=region.code)

    return drawn(every(regions()), tally.regions, lead)


def entry(line: Any) -> exports.Entry:
    """One line of an export."""
    routes = [ROUTE_LABELS[route] for route in routes_in(line.routes_mask)]
    place = f"{line.place} ({line.department_code})"
    return exports.Entry(
        uid=f"urn:uuid:{line.uuid}",
        title=line.title,
        url=url_for(".show", opening_id=line.id),
        summary=f"{line.employer}, {place}. {', '.join(routes)}.",
        published_at=line.publish_at,
        updated_at=line.updated_at,
        fields={
            "Employeur": line.employer,
            "Commune": place,
            "Région": region_names().get(line.region_code, line.region_code),
            "Type d’emploi": JOB_KIND_LABELS[line.kind],
            "Modalités d’accès": routes,
            "Catégorie": line.category or "",
            "Grades": line.grades,
            "Rémunération minimale": line.pay_min,
            "Rémunération maximale": line.pay_max,
            "Prise de poste": line.start_on,
            "Publiée le": line.publish_at,
            "Date limite": line.closes_at,
            "Démonstration": "oui" if line.is_demo else "non",
        },
    )
