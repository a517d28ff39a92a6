"""What awaits a member in what is said: questions to answer, remarks to look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from intranet.discussions import queries as discussions
from intranet.home.queries.tasks.task import MOST, Task, some
from intranet.kit.db import db
from intranet.kit.texts import relative_day
from intranet.members.models import Member
from intranet.practices import queries as practices


def awaiting(member: Member, at: datetime) -> Iterator[Task]:
    """Questions that await this member; for animators, those that nobody answered in five days."""
    asked: list[tuple[Any, str | None]] = [
        (row, None) for row in _rows(practices.questions_awaiting(member))
    ]
    if member.is_animator:
        asked += [(row, "bad") for row in _rows(practices.questions_left_to(member, at))]
    told: set[int] = set()
    for (question, practice), tone in asked:
        if question.id not in told:
            told.add(question.id)
            label = f"Répondre à une question sur « {practice.title} »"
            url = f"/pratiques/{practice.slug}/questions#remarque-{question.id}"
            yield Task(label, url, question.at, relative_day(question.at), tone)
    if member.is_animator:
        for found in some(discussions.reported()):
            yield Task(
                "Lire une remarque signalée", "/animer/remarques", found.created_at, None, "warn"
            )


def _rows(query: Any) -> list[Any]:
    return list(db.session.execute(query.limit(MOST)).unique().all())
