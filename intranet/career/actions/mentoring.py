"""Asking a mentor, answering, renewing, ending, telling: each place beside a mentor is given once.

The row of the mentor is always taken before that of the request, and of several mentors in the order
of their numbers, so that two hands wait for each other in one order.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, update
from sqlalchemy.exc import IntegrityError

from intranet.career import queries
from intranet.career.models import (
    TERM_MONTHS,
    AlreadyAccompanied,
    Help,
    Mentor,
    Mentoring,
    MentoringAlreadyMoved,
    MentoringState,
    MentorIsFull,
)
from intranet.competencies import actions as competencies
from intranet.competencies.models import AssessmentState
from intranet.competencies.queries import answers_of, catalogue_of, in_force
from intranet.kit import letters
from intranet.kit.clock import in_paris, months_after
from intranet.kit.conditional import changed_one, still
from intranet.kit.db import db, every
from intranet.members.models import Member

ASKED, ACCEPTED = MentoringState.ASKED, MentoringState.ACCEPTED
TIME_TO_ANSWER = timedelta(days=21)  # then the request lapses, and its place is free
REMINDED_BEFORE = timedelta(days=21)
SOME = 100  # a transaction


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is asked of a mentor."""

    competency_id: int
    edition_id: int
    level_from: int | None
    level: int
    message: str


def set_conditions(
    member: Member, at: datetime, *, capacity: int, words: str, paused: bool
) -> None:
    """Say how many people at once, and in a few words how. Nobody already there is put out."""
    _ensure(member.id)
    since = func.coalesce(Mentor.paused_at, at) if paused else None
    said = {"capacity": capacity, "words": words, "paused_at": since, "updated_at": at}
    changed_one(update(Mentor).where(Mentor.member_id == member.id).values(said))


def ask(mentor_id: int, mentee: Member, wanted: Wanted, at: datetime) -> Mentoring:
    """Take a place beside a mentor, who is told. Raises MentorIsFull, AlreadyAccompanied."""
    _ensure(mentor_id)
    taken = update(Mentor).where(
        Mentor.member_id == mentor_id,
        Mentor.taken < Mentor.capacity,
        Mentor.paused_at.is_(None),
    )
    if not changed_one(taken.values(taken=Mentor.taken + 1)):
        raise MentorIsFull(mentor_id)
    asked = Mentoring(
        mentor_id=mentor_id,
        mentee_id=mentee.id,
        competency_id=wanted.competency_id,
        edition_id=wanted.edition_id,
        level_from=wanted.level_from,
        level_wanted=wanted.level,
        message=wanted.message,
        created_at=at,
    )
    db.session.add(asked)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise AlreadyAccompanied(wanted.competency_id) from error
    _tell("mentoring_asked", asked, asked.mentor)
    return asked


def accept(mentoring: Mentoring, by: Member, at: datetime, reply: str) -> None:
    """For six months from today. Raises MentoringAlreadyMoved."""
    ends_on = months_after(in_paris(at).date(), TERM_MONTHS)
    _move(mentoring, {ASKED}, ACCEPTED, by, at, reply=reply, accepted_at=at, ends_on=ends_on)
    _tell("mentoring_answered", mentoring, mentoring.mentee)


def decline(mentoring: Mentoring, by: Member, at: datetime, reply: str) -> None:
    """Say no, and why: the place is free. Raises MentoringAlreadyMoved."""
    _leave(mentoring, {ASKED}, MentoringState.DECLINED, by, at, reply=reply)
    _tell("mentoring_answered", mentoring, mentoring.mentee)


def withdraw(mentoring: Mentoring, by: Member, at: datetime) -> None:
    """Take one’s request back before it is answered. Raises MentoringAlreadyMoved."""
    _leave(mentoring, {ASKED}, MentoringState.WITHDRAWN, by, at)
    _tell("mentoring_withdrawn", mentoring, mentoring.mentor)


def end(mentoring: Mentoring, by: Member | None, at: datetime) -> None:
    """It is over, by one of the two or, by nobody, if its term has come. Raises MentoringAlreadyMoved."""
    come = [Mentoring.ends_on <= in_paris(at).date()] if by is None else []
    _leave(mentoring, {ACCEPTED}, MentoringState.ENDED, by, at, *come)
    for to in (mentoring.mentor, mentoring.mentee):
        if by is None or to.id != by.id:
            _tell("mentoring_ended", mentoring, to)


def stop(mentoring: Mentoring, by: Member, at: datetime) -> None:
    """Whoever leaves the site ends all that stands; the other is told, without their name."""
    to = MentoringState.ENDED
    if mentoring.state is ASKED:
        asks = by.id == mentoring.mentee_id
        to = MentoringState.WITHDRAWN if asks else MentoringState.DECLINED
    _leave(mentoring, {mentoring.state}, to, by, at)
    _tell(
        "mentoring_left",
        mentoring,
        mentoring.mentee if by.id == mentoring.mentor_id else mentoring.mentor,
    )


def renew(mentoring: Mentoring, at: datetime, *, from_term: str) -> None:
    """Six months more, once for each term read. Raises MentoringAlreadyMoved."""
    term = mentoring.ends_on
    if term is None or from_term != term.isoformat():
        raise MentoringAlreadyMoved(mentoring.id)
    noon = datetime.combine(term, time(12), UTC)
    further = (
        update(Mentoring)
        .where(
            Mentoring.id == mentoring.id,
            Mentoring.state == ACCEPTED,
            Mentoring.ends_on == term,
        )
        .values(
            ends_on=months_after(noon, TERM_MONTHS).date(),
            renewals=Mentoring.renewals + 1,
            reminded_at=None,
            updated_at=at,
        )
    )
    if not changed_one(further):
        raise MentoringAlreadyMoved(mentoring.id)
    db.session.refresh(mentoring)
    _tell("mentoring_renewed", mentoring, mentoring.mentee)


def tell(
    mentoring: Mentoring, by: Member, at: datetime, *, helped: Help, words: str, level: int | None
) -> None:
    """Say whether it helped, once; and say one’s level anew, if one wants. Raises MentoringAlreadyMoved."""
    said = update(Mentoring).where(
        Mentoring.id == mentoring.id,
        Mentoring.state == MentoringState.ENDED,
        Mentoring.told_at.is_(None),
    )
    if not changed_one(said.values(helped=helped, words=words, told_at=at, updated_at=at)):
        raise MentoringAlreadyMoved(mentoring.id)
    db.session.refresh(mentoring)
    item, catalogue = mentoring.competency_id, in_force()
    if level is not None and item in catalogue.items:
        known = answers_of(by.id, only=item).get(item)
        offers = bool(known and known.offers_help)
        said_now = competencies.Said(AssessmentState.LEVEL, level, offers_help=offers)
        competencies.declare(by.id, item, catalogue.edition_id, said_now, at)
    _tell("mentoring_told", mentoring, mentoring.mentor)


def lapse_unanswered(at: datetime) -> int:
    """End the wait of whoever got no answer. For the tick: some, and how many."""
    silent = every(queries.mentoring.unanswered_since(at - TIME_TO_ANSWER).limit(SOME))
    for each in silent:
        with suppress(MentoringAlreadyMoved), db.session.begin_nested():  # answered at this moment
            _leave(each, {ASKED}, MentoringState.LAPSED, None, at)
            _tell("mentoring_lapsed", each, each.mentee)
    return len(silent)


def end_at_term(at: datetime) -> int:
    """End what has reached its term without being renewed. For the tick."""
    over = every(queries.mentoring.ending_by(in_paris(at).date()).limit(SOME))
    for each in over:
        with suppress(MentoringAlreadyMoved), db.session.begin_nested():  # or renewed
            end(each, None, at)
    return len(over)


def remind_of_term(at: datetime) -> int:
    """Tell both that the term comes, once a term. For the tick."""
    soon = queries.mentoring.to_remind(in_paris(at + REMINDED_BEFORE).date()).limit(SOME)
    told = every(still(soon, Mentoring))
    for each in told:
        each.reminded_at = at
        for to in (each.mentor, each.mentee):
            _tell("mentoring_term", each, to)
    return len(told)


def _ensure(member_id: int) -> None:
    """The row whose places are counted: one, whoever comes first."""
    if db.session.get(Mentor, member_id) is None:
        try:
            with db.session.begin_nested():
                db.session.add(Mentor(member_id=member_id))
        except IntegrityError:
            pass  # the same, by other hands, a moment ago


def _leave(
    mentoring: Mentoring,
    origins: Collection[MentoringState],
    to: MentoringState,
    by: Member | None,
    at: datetime,
    *where: ColumnElement[bool],
    **more: Any,
) -> None:
    """Move it to where no place is held."""
    freed = update(Mentor).where(Mentor.member_id == mentoring.mentor_id, Mentor.taken > 0)
    changed_one(freed.values(taken=Mentor.taken - 1))
    _move(mentoring, origins, to, by, at, *where, **more)


def _move(
    mentoring: Mentoring,
    origins: Collection[MentoringState],
    to: MentoringState,
    by: Member | None,
    at: datetime,
    *where: ColumnElement[bool],
    **more: Any,
) -> None:
    standing = Mentoring.id == mentoring.id, Mentoring.state.in_(origins), *where
    moved = update(Mentoring).where(*standing)
    said = {"decided_at": at, "decided_by_id": by.id if by else None, "updated_at": at}
    if not changed_one(moved.values(state=to, **said, **more)):
        raise MentoringAlreadyMoved(mentoring.id)
    db.session.refresh(mentoring)


def _tell(template: str, mentoring: Mentoring, to: Member) -> None:
    """Once for each event; the address of the other is told only from its acceptance on."""
    if to.closed_at is not None:
        return
    beside = mentoring.mentee if to.id == mentoring.mentor_id else mentoring.mentor
    item = catalogue_of(mentoring.edition_id).items[mentoring.competency_id]
    letters.write(
        f"career/{template}",
        to.email,
        key=f"mentoring-{mentoring.id}-{template}-{mentoring.renewals}-to-{to.id}",
        name=to.name,
        mentoring=mentoring,
        item=item,
        beside=beside,
        is_mentor=to.id == mentoring.mentor_id,
        accepted=mentoring.state is ACCEPTED,
        months=TERM_MONTHS,
        time_to_answer=TIME_TO_ANSWER,
    )
