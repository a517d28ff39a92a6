"""What happens in a discussion: somebody speaks, an animator hides what should not stand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from intranet.discussions.models import Comment, NothingToAnswer
from intranet.kit.db import db
from intranet.members.models import Member


def say(
    subject_type: str,
    subject_id: int,
    author: Member,
    body: str,
    at: datetime,
    *,
    field: str = "",
    answers: int | None = None,
) -> Comment:
    """Add a remark, or an answer to one: an answer to an answer joins the same remark.

    Raises NothingToAnswer where that remark is not about this thing, or was hidden.
    """
    if answers is not None:
        said = db.session.scalar(
            select(Comment).where(
                Comment.id == answers,
                Comment.subject_type == subject_type,
                Comment.subject_id == subject_id,
                Comment.hidden_at.is_(None),
            )
        )
        if said is None:
            raise NothingToAnswer(answers)
        answers, field = said.parent_id or said.id, said.field
    comment = Comment(
        subject_type=subject_type,
        subject_id=subject_id,
        author=author,
        body=body,
        at=at,
        field=field,
        parent_id=answers,
    )
    db.session.add(comment)
    return comment


def hide(comment: Comment, by: Member, at: datetime) -> None:
    """Take the words away from the page; that they were there, who hid them and when stays told."""
    if comment.hidden_at is None:
        comment.hidden_at, comment.hidden_by_id = at, by.id


def show_again(comment: Comment) -> None:
    comment.hidden_at = comment.hidden_by_id = None
