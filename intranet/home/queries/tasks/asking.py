"""What awaits a member in what is said: questions to answer, remarks to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Row, or_

from intranet.discussions import queries as discussions
from intranet.discussions.models import Comment, CommentReport
from intranet.home.queries.tasks.task import Kind, Task, rows
from intranet.kit.texts import relative_day
from intranet.members.models import Member
from intranet.practices import queries as practices
from intranet.practices.models import Practice


def awaiting(member: Member, at: datetime) -> Iterator[Kind]:
    """Questions that await this member; for animators, those that nobody answered in five days."""
    yield Kind(practices.questions_awaiting(member), _asked, rows)
    if member.is_animator:
        of_others = or_(  # theirs are told already
            Comment.awaited_id.is_distinct_from(member.id),
            Practice.owner_id.is_distinct_from(member.organization_id),
        )
        yield Kind(practices.questions_left_to(member, at).where(of_others), _left, rows)
        yield Kind(discussions.reported_to(member), _reported)


def _asked(
    found: Sequence[Row[Comment, Practice]], _at: datetime, tone: str | None = None
) -> Iterator[Task]:
    for question, practice in found:
        label = f"Répondre à une question sur « {practice.title} »"
        url = f"/pratiques/{practice.slug}/questions#remarque-{question.id}"
        yield Task(label, url, question.at, relative_day(question.at), tone)


def _left(found: Sequence[Row[Comment, Practice]], at: datetime) -> Iterator[Task]:
    return _asked(found, at, "bad")


def _reported(found: Sequence[CommentReport], _at: datetime) -> Iterator[Task]:
    for report in found:
        yield Task(
            "Lire une remarque signalée", "/animer/remarques", report.created_at, None, "warn"
        )
