"""What is asked, told or corrected at a sheet: whoever answers for it is told, and so is who asked."""

from __future__ import annotations

from datetime import datetime

from intranet.discussions import actions as discussions
from intranet.discussions.models import Comment, CommentKind, Verb
from intranet.kit import letters
from intranet.kit.db import db, every
from intranet.members.models import Member
from intranet.practices import queries
from intranet.practices.actions.news import tell
from intranet.practices.actions.truth import AT_ONCE, answering
from intranet.practices.models import Practice
from intranet.practices.policy import belongs_to_owner

AWAITED = {CommentKind.QUESTION, CommentKind.CORRECTION}


def ask(practice: Practice, by: Member, kind: CommentKind, body: str, at: datetime) -> Comment:
    """Say something new of a sheet; a question or a correction awaits whoever answers for it."""
    people = [each for each in answering(practice) if each.id != by.id] if practice.owner_id else []
    awaited = people[0] if people and kind in AWAITED else None
    said = discussions.say(
        "practice", practice.id, by, body, at, kind=kind, awaited=awaited
    )  # fmt: skip
    db.session.flush()
    if kind is CommentKind.QUESTION:
        tell(practice, Verb.ASKED, by, at, of=str(said.id), anchor=_place(said))
    if kind in AWAITED:
        for to in people:
            _write("asked", to, practice, said, said)
    return said


def answer(practice: Practice, by: Member, asked: int, body: str, at: datetime) -> Comment:
    """Answer a remark; an answer of its owner’s people marks the question. Raises NothingToAnswer."""
    said = discussions.say("practice", practice.id, by, body, at, answers=asked)
    db.session.flush()
    question = db.session.get_one(Comment, said.parent_id)
    if question.author_id != by.id and question.author.is_active:
        _write("answered", question.author, practice, question, said)
    if belongs_to_owner(by, practice) and by.id != question.author_id:
        take_as_answer(practice, question, said, by, at)
    return said


def take_as_answer(
    practice: Practice, question: Comment, said: Comment, by: Member, at: datetime
) -> bool:
    """The question has its answer: told to those who follow. False if it had its answer."""
    if question.kind not in AWAITED or not discussions.mark_answered(question, said, at):
        return False
    if question.kind is CommentKind.QUESTION:
        tell(practice, Verb.ANSWERED, by, at, of=str(question.id), anchor=_place(question))
    return True


def hand_over_questions(_at: datetime) -> int:
    """Whoever was asked left: it awaits who answers for the sheet now, else a referent, else any of
    their colleagues; never who asked. For the tick.
    """
    done = 0
    for question, practice in db.session.execute(queries.left_by_who_was_asked().limit(AT_ONCE)):
        people = [*practice.answering, *every(queries.referents_of(practice.owner_id))]
        people += every(queries.contacts_of(practice.owner_id))
        to = next((each for each in people if each.id != question.author_id), None)
        if to is not None:
            question.awaited = to
            done += 1
    return done


def _place(said: Comment) -> str:
    return f"/questions#remarque-{said.id}"


def _write(letter: str, to: Member, practice: Practice, about: Comment, said: Comment) -> None:
    letters.write(
        f"practices/{letter}",
        to.email,
        key=f"practice-{letter}:{said.id}:{to.id}",
        name=to.name,
        practice=practice,
        about=about,
        said=said,
    )
