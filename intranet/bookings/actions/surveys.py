"""Asking what people thought: those who came, the trainer, the employer; once, and once again; without names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import update

from intranet.bookings import queries
from intranet.bookings.actions.telling import address_of
from intranet.bookings.models import (
    Bookable,
    BookableKind,
    Cause,
    Registration,
    Subject,
    SurveyAlreadyAnswered,
    SurveyAnswer,
    SurveyAsked,
    SurveyKind,
)
from intranet.kit import letters, links
from intranet.kit.clock import in_paris
from intranet.kit.conditional import changed_one
from intranet.kit.db import db, every
from intranet.kit.exports import absolute
from intranet.kit.texts import end_of_day
from intranet.members.models import Member

SURVEY = "survey"  # the purpose of its links
HOT_AFTER, COLD_AFTER = timedelta(hours=1), timedelta(days=60)
OPEN_FOR, REMINDED_AFTER = timedelta(days=30), timedelta(days=7)


def path_of_survey(asked: SurveyAsked) -> str:
    return f"/enquetes/{links.signed(SURVEY, asked.id)}"


def ask_due(at: datetime) -> int:
    """Ask whoever is to be asked and was not yet; how many were. For `tick`."""
    asked = 0
    for bookable, subject, ended in queries.over_of_late(at):
        if ended + HOT_AFTER <= at < ended + OPEN_FOR:
            asked += _ask_people(bookable, subject, SurveyKind.HOT, at)
            asked += _ask_trainers(bookable, subject, at)
        if ended + COLD_AFTER <= at < ended + COLD_AFTER + OPEN_FOR:
            asked += _ask_people(bookable, subject, SurveyKind.COLD, at)
            if bookable.kind is BookableKind.COURSE_RUN:  # what a training brought, never a meeting
                asked += _ask_people(bookable, subject, SurveyKind.EMPLOYER, at)
    return asked


def remind_due(at: datetime) -> int:
    """One reminder, a week after, to who did not answer; how many. For `tick`."""
    found = every(queries.to_remind(at, REMINDED_AFTER).limit(500))
    subjects = queries.subjects_of(asked.bookable for asked in found)
    for asked in found:
        asked.reminded_at, about = at, ""
        if asked.member_id is not None:
            trainer = db.session.get_one(Member, asked.member_id)
            recipient = trainer.email if trainer.is_active else ""
        else:
            [row] = every(queries.some_of([asked.registration_id or 0]))
            recipient, about = _asked_at(row, asked.kind), row.holder_name
        _write(asked, subjects[asked.bookable_id], recipient=recipient, about=about, again=True)
    db.session.flush()
    return len(found)


def answer(
    asked: SurveyAsked,
    satisfaction: int,
    notes: Mapping[str, int],
    comment: str,
    at: datetime,
) -> None:
    """Keep an answer without its author. Raises SurveyAlreadyAnswered.

    That somebody answered is dated to the day alone, as the answer is: the clock must not say
    which of the answers of a day is whose.
    """
    day = in_paris(at).replace(hour=0, minute=0, second=0, microsecond=0)
    taken = update(SurveyAsked).where(
        SurveyAsked.id == asked.id,
        SurveyAsked.answered_at.is_(None),
        SurveyAsked.closes_at > at,
    )
    if not changed_one(taken.values(answered_at=day, updated_at=day)):
        raise SurveyAlreadyAnswered(asked.id)
    db.session.add(
        SurveyAnswer(
            bookable_id=asked.bookable_id,
            kind=asked.kind,
            on=day.date(),
            satisfaction=satisfaction,
            answers=dict(notes),
            comment=comment,
        )
    )
    db.session.flush()


def _ask_people(bookable: Bookable, subject: Subject, kind: SurveyKind, at: datetime) -> int:
    """Those who came, or the employer of each."""
    known, asked = queries.asked_of(bookable.id), 0
    for row in every(queries.some_of(queries.were_there(bookable.id))):
        recipient, key = _asked_at(row, kind), f"{row.id}"
        if recipient and (kind, key) not in known:
            made = _made(bookable, kind, key, at, registration_id=row.id)
            _write(made, subject, recipient=recipient, about=row.holder_name)
            asked += 1
    return asked


def _ask_trainers(bookable: Bookable, subject: Subject, at: datetime) -> int:
    known, asked = queries.asked_of(bookable.id), 0
    for trainer_id in queries.trainers_of(bookable):
        member = db.session.get_one(Member, trainer_id)
        if member.is_active and (SurveyKind.TRAINER, f"{trainer_id}") not in known:
            made = _made(bookable, SurveyKind.TRAINER, f"{trainer_id}", at, member_id=trainer_id)
            _write(made, subject, recipient=member.email)
            asked += 1
    return asked


def _asked_at(row: Registration, kind: SurveyKind) -> str:
    """Where one writes: to the person, or to who sent them; whoever gave the seat sent nobody."""
    if kind is not SurveyKind.EMPLOYER:
        return address_of(row)
    asker = row.requested_by
    sent_them = asker is not None and asker.is_active and asker.id != row.member_id
    if row.manager_email or not sent_them:
        return row.manager_email
    was_given = any(each.cause is Cause.OUT_OF_ORDER for each in row.events[:1])
    return asker.email if asker and not was_given else ""


def _made(bookable: Bookable, kind: SurveyKind, key: str, at: datetime, **whom: int) -> SurveyAsked:
    closes_at = end_of_day(in_paris(at + OPEN_FOR).date())  # the letter says the day, not the hour
    made = SurveyAsked(
        bookable_id=bookable.id, kind=kind, key=key, asked_at=at, closes_at=closes_at, **whom
    )
    db.session.add(made)
    db.session.flush()
    return made


def _write(
    asked: SurveyAsked,
    subject: Subject,
    *,
    recipient: str,
    about: str = "",
    again: bool = False,
) -> None:
    if recipient:
        letters.write(
            "bookings/survey",
            recipient,
            key=f"survey-{asked.id}{'-again' if again else ''}",
            secret_link=absolute(path_of_survey(asked)),
            subject=subject,
            kind=asked.kind.value,
            about=about,
            again=again,
            until=asked.closes_at,
        )
