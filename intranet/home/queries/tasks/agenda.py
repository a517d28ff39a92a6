"""What awaits of the agenda and of the Tour: meetings to publish, sheets that a stage expects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from intranet.events import queries as events
from intranet.home.queries.tasks.task import Task, some
from intranet.kit.clock import in_paris
from intranet.kit.texts import day, relative_day
from intranet.members.models import Member
from intranet.tour import queries as tour

MINUTES_WITHIN = timedelta(days=15)


def awaiting(member: Member, at: datetime) -> Iterator[Task]:
    """The most urgent sheets first; then, for animators, what is proposed to the agenda."""
    on = in_paris(at).date()
    for noted in some(tour.still_to_write(member)):
        assert noted.practice
        late = noted.due_on is not None and noted.due_on < on
        yield Task(
            f"Écrire la fiche « {noted.practice.title} », notée au Tour",
            f"/pratiques/{noted.practice.slug}/modifier",
            noted.created_at,
            f"avant le {day(noted.due_on)}" if noted.due_on else None,
            "bad" if late else None,
        )
    if member.is_animator:
        for event in some(events.awaiting(member)):
            label = f"Publier ou refuser la rencontre « {event.title} »"
            yield Task(label, event.address, event.submitted_at or event.created_at)
    yield from _of_meetings(member, at)


def _of_meetings(member: Member, at: datetime) -> Iterator[Task]:
    """Presentations to decide on, and what was said to be told, where one holds the meeting."""
    on = in_paris(at).date()
    for talk in some(events.talks_to_decide(member, on)):
        label = f"Retenir ou non « {talk.title} », proposée à « {talk.event.title} »"
        url = f"{talk.event.address}/interventions/{talk.id}"
        yield Task(label, url, talk.created_at, relative_day(talk.created_at, on))
    for event in some(events.minutes_to_write(member, at)):
        ended = event.ends_at or at
        late = at >= ended + MINUTES_WITHIN
        label = f"Écrire le compte rendu de « {event.title} »"
        until = f"avant le {day(ended + MINUTES_WITHIN)}"
        yield Task(label, f"{event.address}/compte-rendu", ended, until, "bad" if late else None)
