"""How what was said about a thing is found."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from intranet.discussions.models import Comment


def said_about(subject_type: str, subject_id: int) -> Select[Comment]:
    """What was said about a thing, in the order it was said, hidden remarks included."""
    return (
        select(Comment)
        .where(Comment.subject_type == subject_type, Comment.subject_id == subject_id)
        .options(joinedload(Comment.author))
        .order_by(Comment.at, Comment.id)
    )
