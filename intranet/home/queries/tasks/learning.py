"""What awaits whoever learns: the run that answers what they looked for, what they thought of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from intranet.bookings import actions as bookings
from intranet.bookings import queries as seats
from intranet.bookings.models import SurveyAsked
from intranet.career import queries as career
from intranet.career.models import TrainingWish
from intranet.home.queries.tasks.task import Kind, Task
from intranet.kit.texts import day, relative_day
from intranet.members.models import Member

TOLD_FOR = timedelta(days=14)  # an answer that one did not take up is left at that


def awaiting(member: Member, at: datetime) -> Iterator[Kind]:
    """The oldest first within each kind."""
    yield Kind(career.answered_lately(member, at, TOLD_FOR), _answered)
    yield Kind(seats.surveys_to_answer(member, at), _surveys)


def _answered(found: Sequence[TrainingWish], at: datetime) -> Iterator[Task]:
    for wish in found:
        assert wish.run, "answered_by_a_run"
        label = f"Une session répond à votre demande : « {wish.run.course.title} »"
        first = wish.run.starts_on  # its day is that of its place, not of Paris
        when = f"elle commence {relative_day(first, wish.run.day_at(at))}" if first else None
        yield Task(label, wish.run.address, wish.answered_at or at, when)


def _surveys(asked: Sequence[SurveyAsked], _at: datetime) -> Iterator[Task]:
    subjects = seats.subjects_of(one.bookable for one in asked)
    for one in asked:
        label = f"Dire ce que vous avez pensé de « {subjects[one.bookable_id].title} »"
        until = f"jusqu’au {day(one.closes_at)}"
        yield Task(label, bookings.path_of_survey(one), one.asked_at, until)
