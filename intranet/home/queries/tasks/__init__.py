"""What awaits a member, gathered from every domain: the first block of each dashboard."""

from __future__ import annotations

from datetime import datetime
from itertools import chain

from intranet.competencies import queries as competencies
from intranet.home.queries.tasks import (
    agenda,
    animating,
    asking,
    caring,
    hiring,
    joining,
    learning,
    meetings,
    moving,
    passing_on,
    referential,
    sitting,
    teaching,
    writing,
)
from intranet.home.queries.tasks.task import MOST, Task, gathered
from intranet.members.models import Member

__all__ = ["MOST", "Task", "tasks_of"]


def tasks_of(member: Member, at: datetime) -> list[Task]:
    """Everything that awaits this member, the oldest first."""
    held = competencies.levels_held(member.id, at)
    found = gathered(
        chain(
            joining.awaiting(member, held),
            referential.following(member, held),
            referential.attesting(member),
            writing.awaiting(member, at),
            asking.awaiting(member, at),
            caring.awaiting(member, at),
            referential.proposing(member, at),
            hiring.applying(member),
            sitting.awaiting(member, at),
            hiring.reading(member),
            moving.awaiting(member, at),
            passing_on.awaiting(member, at),
            learning.awaiting(member, at),
            meetings.awaiting(member, at),
            teaching.awaiting(member, at),
            agenda.awaiting(member, at),
            hiring.recruiting(member, at),
            hiring.answering(member, at),
            teaching.to_finish(member),
            animating.awaiting(member),
        ),
        at,
    )
    return sorted(found, key=lambda task: task.since)
