"""What awaits whoever holds meetings: their dossiers, sheets to take down, difficulties to answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from intranet.bookings import queries
from intranet.home.queries.tasks.task import MOST, Task, some
from intranet.kit.clock import in_paris
from intranet.kit.texts import relative_day
from intranet.members.models import Member

SOON = timedelta(days=7)


def awaiting(member: Member, at: datetime) -> Iterator[Task]:
    """The oldest first within each kind."""
    if not (member.is_trainer or member.is_animator):
        return
    held = [holder.organized_by(member) for holder in queries.holders()]
    for due, subject in queries.to_do_by(held, at, SOON)[:MOST]:
        if due.on is None:
            continue
        late = due.on < in_paris(at).date()
        yield Task(
            f"{due.item.label}, pour « {subject.title} »",
            f"/animer/dossiers/{subject.bookable_id}/{due.item.id}",
            at + (due.on - in_paris(at).date()),
            relative_day(due.on, in_paris(at).date()),
            "bad" if late else None,
        )
    told = some(queries.unanswered_by(held))
    subjects = queries.subjects_of(one.bookable for one in told)
    for one in told:
        yield Task(
            f"Répondre à une difficulté signalée, pour « {subjects[one.bookable_id].title} »",
            f"/animer/difficultes/{one.bookable_id}/{one.id}",
            one.created_at,
            relative_day(one.created_at, in_paris(at).date()),
            "warn",
        )
