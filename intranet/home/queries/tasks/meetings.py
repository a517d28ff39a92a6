"""What awaits whoever holds meetings: their dossiers, sheets to take down, difficulties to answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from intranet.bookings import queries
from intranet.bookings.models import Difficulty, Subject
from intranet.home.queries.tasks.task import MOST, Kind, Task
from intranet.kit.clock import in_paris
from intranet.kit.texts import relative_day
from intranet.members.models import Member

SOON = timedelta(days=7)


def awaiting(member: Member, at: datetime) -> Iterator[Kind]:
    """The oldest first within each kind."""
    if not member.is_admitted:
        return
    if held := [holder.organized_by(member) for holder in queries.holders()]:
        due_soon = partial(queries.due_soon, at=at, within=SOON)
        yield Kind(queries.undone_by(held), _to_do, due_soon)
        yield Kind(queries.unanswered_by(held), _difficulties)


def _to_do(found: Sequence[tuple[queries.Due, Subject]], at: datetime) -> Iterator[Task]:
    """Those whose day is nearest: what nobody ticked off for months hides nothing of this week."""
    today = in_paris(at).date()
    dated = [(due, due.on, subject) for due, subject in found if due.on]
    for due, day, subject in sorted(dated, key=lambda line: abs(line[1] - today))[:MOST]:
        on = at.astimezone(ZoneInfo(due.item.bookable.tz)).date()  # a day of its place
        yield Task(
            f"{due.item.label}, pour « {subject.title} »",
            f"/animer/dossiers/{subject.bookable_id}/{due.item.id}",
            at + (day - on),
            relative_day(day, on),
            "bad" if day < on else None,
        )


def _difficulties(told: Sequence[Difficulty], at: datetime) -> Iterator[Task]:
    subjects = queries.subjects_of(one.bookable for one in told)
    for one in told:
        yield Task(
            f"Répondre à une difficulté signalée, pour « {subjects[one.bookable_id].title} »",
            f"/animer/difficultes/{one.bookable_id}/{one.id}",
            one.created_at,
            relative_day(one.created_at, in_paris(at).date()),
            "warn",
        )
