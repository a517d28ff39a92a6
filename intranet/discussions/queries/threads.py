"""How what was said about a thing is found."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload

from intranet.discussions.models import Comment, CommentKind
from intranet.kit.db import db


@dataclass
class Thread:
    """A remark, and what was answered to it."""

    remark: Comment
    answers: list[Comment] = field(default_factory=list)


def remark(comment_id: int) -> Select[Comment]:
    return select(Comment).where(Comment.id == comment_id)


def said_about(subject_type: str, subject_id: int) -> Select[Comment]:
    """What was said about a thing, in the order it was said, hidden remarks included."""
    return (
        select(Comment)
        .where(Comment.subject_type == subject_type, Comment.subject_id == subject_id)
        .options(joinedload(Comment.author), joinedload(Comment.hidden_by))
        .order_by(Comment.at, Comment.id)
    )


def threads(said: Iterable[Comment]) -> list[Thread]:
    """Remarks in the order they were made, each with its answers."""
    found: dict[int, Thread] = {}
    for comment in said:
        if comment.parent_id is None:
            found[comment.id] = Thread(comment)
        elif comment.parent_id in found:
            found[comment.parent_id].answers.append(comment)
    return list(found.values())


def remarks_counted(subject_type: str, subject_ids: Collection[int]) -> dict[int, int]:
    """How many remarks stand on each of several things, in one statement."""
    rows = db.session.execute(
        select(Comment.subject_id, func.count())
        .where(
            Comment.subject_type == subject_type,
            Comment.subject_id.in_(subject_ids),
            Comment.hidden_at.is_(None),
        )
        .group_by(Comment.subject_id)
    )
    return {row[0]: row[1] for row in rows}


def is_open_question() -> ColumnElement[bool]:
    """Asked, standing, and without an answer that somebody took as one."""
    return and_(
        Comment.kind == CommentKind.QUESTION,
        Comment.answered_at.is_(None),
        Comment.hidden_at.is_(None),
    )
