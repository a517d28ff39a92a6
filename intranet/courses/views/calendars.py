"""Runs in people’s calendars: one, or those of a search to follow."""

from __future__ import annotations

from datetime import timedelta

from flask import Response

from intranet.bookings.calendars import CalendarMeeting, entries
from intranet.courses import queries
from intranet.courses.models import CourseRun, RunState
from intranet.courses.views.around import Search, asked
from intranet.courses.views.blueprint import bp
from intranet.kit import calendars
from intranet.kit.access import reader
from intranet.kit.clock import now
from intranet.kit.db import every, one_or_404
from intranet.kit.exports import absolute
from intranet.places.shapes import is_overseas, region_names

MOST_COURSES = 500  # in one feed
PAST_SHOWN = timedelta(days=30)


@bp.get("/formations/sessions/<int:run_id>.ics")
def run_calendar(run_id: int) -> Response:
    """One run; asked again after a move, it moves."""
    run = one_or_404(queries.run_read_by(reader(), run_id))
    name = f"session-{run.id}.ics"
    return calendars.answer(entries([meeting(run)], now()), name=run.course.title, file=name)


@bp.get("/formations.ics")
def calendar() -> Response:
    """The runs that answer a search, of the soonest courses."""
    search = asked()
    ids = search.found.ids("session", 0, MOST_COURSES)
    regions = list(search.filters.regions)
    named = ", ".join(region_names()[code] for code in regions)
    if search.filters.overseas:
        regions = [code for code in regions or region_names() if is_overseas(code)]
        named = named or "outre-mer"
    runs = every(queries.runs_to_follow(ids, regions, search.at - PAST_SHOWN))
    return calendars.answer(
        entries((meeting(run) for run in runs if answers(search, run)), search.at),
        name=f"Formations ({named})" if named else "Formations",
        file="formations.ics",
    )


def answers(search: Search, run: CourseRun) -> bool:
    """Whether what is asked of runs is true of this one. What began, is over or called off since
    stays in the month that was asked: whoever follows the calendar must read what became of it.
    """
    running, months = search.found.running, search.filters.months
    if run.state(search.at) is RunState.UPCOMING:
        return not running.is_asked or run.bookable_id in running.answering
    began = run.starts_on
    return not months or (began is not None and (began.year, began.month) in months)


def meeting(run: CourseRun) -> CalendarMeeting:
    """What calendars say of a run."""
    places = (run.venue, run.place_and_region if not run.is_remote else "À distance")
    return CalendarMeeting(
        bookable=run.bookable,
        title=run.course.title,
        url=absolute(run.address),
        place=", ".join(part for part in places if part),
        starts_on=run.starts_on,
        ends_on=run.ends_on,
        changed_at=max(run.updated_at, run.course.updated_at),
        note=f"Organisme : {run.course.provider.name}",
    )
