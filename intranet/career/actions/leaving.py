"""Whoever erases their levels, or closes their account, is no longer beside anybody: the others are told."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlalchemy import delete, or_, select, update

from intranet.career import queries
from intranet.career.actions import mentoring, pairs
from intranet.career.models import (
    JobContact,
    JobQuestion,
    Mentor,
    Mentoring,
    MentoringAlreadyMoved,
    Pair,
    PairAlreadyMoved,
)
from intranet.kit.db import db, every
from intranet.kit.letters import Letter
from intranet.members.models import Member


def forget(member_id: int, at: datetime) -> None:
    """End what stands, with a letter that names nobody; erase their words, and what they offered."""
    member = db.session.get_one(Member, member_id)
    _hold_mentors(member_id)
    standing = every(queries.mentoring.standing_of(member_id))
    _erase_letters(member_id)
    for each in standing:
        # Moved at this very moment by the other: it is over too, or its term will come.
        with suppress(MentoringAlreadyMoved), db.session.begin_nested():
            mentoring.stop(each, member, at)
    with suppress(PairAlreadyMoved), db.session.begin_nested():
        pairs.leave(member, at)
    _erase_words(member_id)
    asked = or_(JobQuestion.asker_id == member_id, JobQuestion.member_id == member_id)
    db.session.execute(delete(JobQuestion).where(asked))
    for row in (Mentor, JobContact):
        db.session.execute(delete(row).where(row.member_id == member_id))
    db.session.flush()


def _hold_mentors(member_id: int) -> None:
    """Theirs, if they are one, and those who accompany them: whoever asks meanwhile came before, and
    is told, or finds no mentor.
    """
    beside = select(Mentoring.mentor_id).where(Mentoring.mentee_id == member_id)
    theirs = or_(Mentor.member_id == member_id, Mentor.member_id.in_(beside))
    held = select(Mentor.member_id).where(theirs).order_by(Mentor.member_id)
    db.session.execute(held.with_for_update())


def _erase_letters(member_id: int) -> None:
    """Those that carry their words or name to others; what is written from now on names nobody."""
    mine = or_(Mentoring.mentor_id == member_id, Mentoring.mentee_id == member_id)
    theirs = or_(Pair.one_id == member_id, Pair.other_id == member_id)
    asked = or_(JobQuestion.asker_id == member_id, JobQuestion.member_id == member_id)
    for word, ids in (
        ("mentoring", select(Mentoring.id).where(mine)),
        ("pair", select(Pair.id).where(theirs)),
        ("job-question", select(JobQuestion.id).where(asked)),
    ):
        for one in db.session.scalars(ids).all():
            db.session.execute(delete(Letter).where(Letter.key.startswith(f"{word}-{one}-")))


def _erase_words(member_id: int) -> None:
    said = {"message": "", "words": "", "level_from": None}
    for mine, blank in (
        (Mentoring.mentee_id == member_id, said),
        (Mentoring.mentor_id == member_id, {"reply": ""}),
    ):
        db.session.execute(update(Mentoring).where(mine).values(blank))
    db.session.execute(update(Pair).where(Pair.day_by_id == member_id).values(day_where=""))
    db.session.expire_all()
