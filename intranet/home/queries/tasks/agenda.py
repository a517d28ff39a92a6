"""What awaits of the agenda and of the Tour: meetings to publish, sheets that a stage expects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from intranet.events import queries as events
from intranet.events.models import Event, Talk
from intranet.home.queries.tasks.task import Kind, Task
from intranet.kit.clock import in_paris
from intranet.kit.texts import day, relative_day
from intranet.members.models import Member
from intranet.practices.models import State
from intranet.tour import queries as tour
from intranet.tour.models import Capture


def awaiting(member: Member, at: datetime) -> Iterator[Kind]:
    """The most urgent sheets first; for animators, what is proposed to the agenda; then, where one
    holds the meeting, presentations to decide on, and what was said to be told.
    """
    yield Kind(tour.still_to_write(member), _sheets)
    if member.is_animator:
        yield Kind(events.awaiting(member), _proposed)
    yield Kind(events.talks_to_decide(member, in_paris(at).date()), _talks)
    yield Kind(events.minutes_to_write(member, at), _minutes)


def _sheets(found: Sequence[Capture], at: datetime) -> Iterator[Task]:
    on = in_paris(at).date()
    for noted in found:
        assert noted.practice
        if noted.practice.working_state is not State.DRAFT:
            continue  # to correct: told so
        late = noted.due_on is not None and noted.due_on < on
        yield Task(
            f"Écrire la fiche « {noted.practice.title} », notée au Tour",
            f"/pratiques/{noted.practice.slug}/modifier",
            noted.created_at,
            f"avant le {day(noted.due_on)}" if noted.due_on else None,
            "bad" if late else None,
        )


def _proposed(found: Sequence[Event], _at: datetime) -> Iterator[Task]:
    for event in found:
        label = f"Publier ou refuser la rencontre « {event.title} »"
        since = event.submitted_at or event.created_at
        yield Task(label, event.address, since, queue="/agenda/a-publier")


def _talks(found: Sequence[Talk], at: datetime) -> Iterator[Task]:
    on = in_paris(at).date()
    for talk in found:
        label = f"Retenir ou non « {talk.title} », proposée à « {talk.event.title} »"
        url = f"{talk.event.address}/interventions/{talk.id}"
        yield Task(label, url, talk.created_at, relative_day(talk.created_at, on))


def _minutes(found: Sequence[Event], at: datetime) -> Iterator[Task]:
    for event in found:
        ended = event.ends_at or at
        late = at >= ended + events.MINUTES_WITHIN
        label = f"Écrire le compte rendu de « {event.title} »"
        until = f"avant le {day(ended + events.MINUTES_WITHIN)}"
        yield Task(label, f"{event.address}/compte-rendu", ended, until, "bad" if late else None)
