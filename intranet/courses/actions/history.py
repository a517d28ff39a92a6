"""What every action leaves behind: one conditional statement, a line of history, a letter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from intranet.courses.models import Course, CourseEvent, Happening
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
    at: datetime | None,
    *,
    to: Member | None = None,
    **context: Any,
) -> None:
    """Write to the author (or to whoever proposed the revision); what has no author has no reader."""
    reader = to or course.author
    if reader and reader.is_active and at:
        letters.write(
            f"courses/{news}",
            reader.email,
            key=f"course-{course.id}-{news}-{at.isoformat()}",
            course=course,
            member=reader,
            animator=by,
            **context,
        )
