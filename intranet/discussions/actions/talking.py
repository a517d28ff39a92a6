"""What happens in a discussion: somebody speaks, an animator hides what should not stand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, exists, select, update

from intranet.discussions.models import Comment, CommentKind, CommentReport, NothingToAnswer
from intranet.discussions.queries import Named
from intranet.kit import journal, letters
from intranet.kit.conditional import changed_one, hold_row
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.kit.repeats import said_just_before
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
    kind: CommentKind = CommentKind.REMARK,
    awaited: Member | None = None,
) -> Comment:
    """Add a remark, or an answer to one: an answer to an answer joins the same remark.

    Sent again, it is the remark that is there.
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
    place = {
        "subject_type": subject_type,
        "subject_id": subject_id,
        "field": field,
        "parent_id": answers,
        "kind": CommentKind.REMARK if answers else kind,
    }
    words = {"author_id": author.id, "body": body}
    hold_row(Member, author.id)
    shown = select(Comment).filter_by(**place, hidden_at=None).order_by(Comment.id.desc())
    if known := said_just_before(shown, "at", at, **words):
        return known
    comment = Comment(**place, **words, at=at, awaited_id=awaited.id if awaited else None)
    db.session.add(comment)
    return comment


def hand_over(subject_type: str, subject_id: int, to: Member | None) -> None:
    """What is asked of a thing and has no answer yet awaits somebody else; never whoever asked it."""
    asked = update(Comment).where(
        Comment.subject_type == subject_type,
        Comment.subject_id == subject_id,
        Comment.kind.in_([CommentKind.QUESTION, CommentKind.CORRECTION]),
        Comment.answered_at.is_(None),
    )
    awaited = case((Comment.author_id != to.id, to.id)) if to else None
    db.session.execute(asked.values(awaited_id=awaited))


def hide(comment: Comment, by: Member, at: datetime, place: Named | None = None) -> None:
    """Take the words away from the page; that they were there, who hid them and when stays told, and
    whoever wrote them is given them back, where a `place` is named. A question that they were the
    answer to waits again.
    """
    db.session.flush()
    still_shown = update(Comment).where(Comment.id == comment.id, Comment.hidden_at.is_(None))
    if changed_one(still_shown.values(hidden_at=at, hidden_by_id=by.id)):
        db.session.expire(comment)
        journal.note(Kind.SUSPENDED, by=by, about=comment)
        if place and comment.author.is_active:
            letters.write(
                "discussions/hidden",
                comment.author.email,
                key=f"remark-hidden:{comment.id}:{at:%Y%m%d%H%M%S}",
                name=comment.author.name,
                comment=comment,
                place=place,
                by=by.name,
            )
        answered = update(Comment).where(Comment.answer_id == comment.id)
        db.session.execute(answered.values(answered_at=None, answer_id=None))
    settle_reports(comment, by, at)


def show_again(comment: Comment) -> None:
    comment.hidden_at = comment.hidden_by_id = None


def mark_answered(question: Comment, answer: Comment, at: datetime) -> bool:
    """Its question has its answer; of two who mark it, the first is kept."""
    db.session.flush()
    still_open = update(Comment).where(Comment.id == question.id, Comment.answered_at.is_(None))
    is_first = changed_one(still_open.values(answered_at=at, answer_id=answer.id))
    db.session.expire(question)
    return is_first


def report(comment: Comment, by: Member, text: str) -> None:
    """Say that a remark should not stand; again, one’s first words stay."""
    hold_row(Member, by.id)
    theirs = exists().where(
        CommentReport.comment_id == comment.id, CommentReport.member_id == by.id
    )
    if not db.session.scalar(select(theirs)):
        db.session.add(CommentReport(comment_id=comment.id, member_id=by.id, text=text))


def settle_reports(comment: Comment, by: Member, at: datetime) -> None:
    """An animator looked at what was reported; settled twice, the first decision stays."""
    open_reports = update(CommentReport).where(
        CommentReport.comment_id == comment.id, CommentReport.decided_at.is_(None)
    )
    db.session.execute(open_reports.values(decided_at=at, decided_by_id=by.id))
