"""The catalogue in other forms: what a search finds, for spreadsheets, programs and readers of feeds."""

from __future__ import annotations

from datetime import datetime

from flask import Response

from intranet.bookings.models import STANDING_LABELS
from intranet.courses.views.around import asked
from intranet.courses.views.blueprint import bp
from intranet.courses.views.catalogue import Line, lines_of
from intranet.kit import exports
from intranet.kit.clock import in_paris
from intranet.kit.listing import Listing, first_of, page_within

ALL_CHIPS = 1_000


@bp.get("/formations.<any(csv, xlsx, json, atom):form>")
def export(form: str) -> Response:
    """The same list in another form: fifty a page; a spreadsheet holds all that it can."""
    search = asked()
    is_sheet = form in {"csv", "xlsx"}
    size = exports.IN_A_SHEET if is_sheet else exports.PER_PAGE
    number = 1 if is_sheet else page_within(search.found.total, size)
    ids = search.found.ids(search.sort, first_of(number, size), size)
    shown = lines_of(search, ids, None, most=ALL_CHIPS)
    listing = Listing(shown, search.found.total, number, size)
    return exports.answer(form, "Formations", listing, [entry(line, search.at) for line in shown])


def entry(line: Line, at: datetime) -> exports.Entry:
    """A course as a line of an export."""
    course, run = line.course, line.run
    known = course.published_at or course.created_at
    certification = course.certification
    return exports.Entry(
        uid=f"urn:uuid:{course.uuid}",
        title=course.title,
        url=course.address,
        summary=run.sentence(at, course.hours) if run else course.provider.name,
        published_at=known,
        updated_at=max(course.updated_at, known),
        fields={
            "Organisme": course.provider.name,
            "Public": course.track_label,
            "Mode": course.mode_label,
            "Durée": course.duration_in_words,
            "Prix": course.price_in_words,
            "Certification": certification.code if certification else "",
            "Certifiante": "oui" if line.certifies(in_paris(at).date()) else "non",
            "Compétences": [f"{chip.code} ({chip.before} à {chip.level})" for chip in line.chips],
            "Session": run.dates if run else "",
            "Début": run.starts_on if run else None,
            "Fin": run.ends_on if run else None,
            "Lieu": run.place if run else "",
            "Région": run.region.name if run and run.region else "",
            "Places": run.seats if run else None,
            "Inscription": STANDING_LABELS[line.standing] if line.standing else "",
            "Démonstration": "oui" if course.is_demo else "non",
        },
    )
