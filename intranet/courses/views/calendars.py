"""Runs in people’s calendars: one."""

from __future__ import annotations

from flask import Response

from intranet.bookings.calendars import Meeting, entries
from intranet.courses import queries
from intranet.courses.models import CourseRun
from intranet.courses.views.blueprint import bp
from intranet.kit import calendars
from intranet.kit.access import public, reader
from intranet.kit.clock import now
from intranet.kit.db import one_or_404
from intranet.kit.exports import absolute


@bp.get("/formations/sessions/<int:run_id>.ics")
@public
def run_calendar(run_id: int) -> Response:
    """One run; asked again after a move, it moves."""
    run = one_or_404(queries.run_read_by(reader(), run_id))
    name = f"session-{run.id}.ics"
    return calendars.answer(entries([meeting(run)], now()), name=run.course.title, file=name)


def meeting(run: CourseRun) -> Meeting:
    """What calendars say of a run."""
    places = (run.venue, run.place_and_region if not run.is_remote else "À distance")
    return Meeting(
        bookable=run.bookable,
        title=run.course.title,
        url=absolute(run.address),
        place=", ".join(part for part in places if part),
        starts_on=run.starts_on,
        ends_on=run.ends_on,
        changed_at=max(run.updated_at, run.course.updated_at),
        note=f"Organisme : {run.course.provider.name}",
    )
