"""What every action leaves behind: one conditional statement, a line of history, a letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from intranet.courses.models import Course, CourseEvent, Happening
from intranet.courses.queries import held
from intranet.kit import journal, letters
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members.models import Member

DECISIONS = {
    Happening.PUBLISHED: Kind.PUBLISHED,
    Happening.REINSTATED: Kind.PUBLISHED,
    Happening.REVISION_ACCEPTED: Kind.PUBLISHED,
    Happening.CHANGES_REQUESTED: Kind.REVIEWED,
    Happening.REVISION_REFUSED: Kind.REVIEWED,
    Happening.SUSPENDED: Kind.SUSPENDED,
}


def take_note(
    course: Course, actor: Member | None, what: Happening, at: datetime, note: str = ""
) -> None:
    """In the history of the course; a decision is in the journal too."""
    if actor and what in DECISIONS:
        kind = DECISIONS[what]
        journal.note(kind, by=actor, concerns=course.author, about=course, detail=what.value)
    db.session.add(
        CourseEvent(
            course_id=course.id, actor_id=actor.id if actor else None, what=what, at=at, note=note
        )
    )


def tell(
    news: str,
    course: Course,
    by: Member | None,
    at: datetime,
    *,
    to: Member | None = None,
    **context: Any,
) -> None:
    """Write to the author (or to whoever proposed the revision), or to those who are there now."""
    first = to or course.author
    for reader in readers_of(course, first):
        letters.write(
            f"courses/{news}",
            reader.email,
            key=f"course-{course.id}-{news}-{at.isoformat()}-{reader.id}",
            course=course,
            member=reader,
            is_theirs=reader is first,
            animator=by,
            **context,
        )


def readers_of(course: Course, first: Member | None) -> Sequence[Member]:
    """Whoever wrote, while they teach or animate there, else whoever teaches for its provider."""
    trainers = held.trainers_of(course.provider_id)
    is_there = first in trainers or (first and first.is_active and first.is_animator)
    return [first] if first and is_there else trainers
