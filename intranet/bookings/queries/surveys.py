"""Who is asked what, who answered, and what a series of meetings came to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from intranet.bookings.hours import bounds, minutes_of
from intranet.bookings.models import (
    Attendance,
    Bookable,
    Registration,
    RegistrationState,
    Slot,
    Subject,
    SurveyAnswer,
    SurveyAsked,
    SurveyKind,
)
from intranet.bookings.queries.slots import completed_within
from intranet.bookings.queries.subjects import subjects_of
from intranet.bookings.surveys import SURVEY_LABELS, Told, joined, told, weighted
from intranet.competencies.coverage import FEWEST
from intranet.kit.db import db, every
from intranet.members.models import Member

ENOUGH = Fraction(4, 5)  # of the hours: whoever followed that much went to the end
LOOKS_BACK = timedelta(days=150)


@dataclass(frozen=True)
class Answered:
    """One survey of a meeting: how many were asked, how many answered, what may be told of it."""

    kind: SurveyKind
    label: str
    asked: int
    answered: int
    told: Told | None


@dataclass(frozen=True)
class Outcome:
    """What several meetings came to; a figure of fewer than five people is None.

    `since` and `until` are the days of the meetings that they followed; `first` and `last`, those
    of the answers.
    """

    trained: int | None
    finished: Fraction | None
    satisfaction: Fraction | None
    answers: int
    first: date | None
    last: date | None
    since: date | None = None
    until: date | None = None


NO_OUTCOME = Outcome(None, None, None, 0, None, None)


def asked_numbered(asked_id: int) -> Select[SurveyAsked]:
    return (
        select(SurveyAsked)
        .where(SurveyAsked.id == asked_id)
        .options(joinedload(SurveyAsked.bookable))
    )


def asked_of(bookable_id: int) -> frozenset[tuple[SurveyKind, str]]:
    """Who was asked already."""
    query = select(SurveyAsked.kind, SurveyAsked.key).where(SurveyAsked.bookable_id == bookable_id)
    return frozenset((row[0], row[1]) for row in db.session.execute(query))


def to_remind(at: datetime, after: timedelta) -> Select[SurveyAsked]:
    """Those who did not answer within some days, and may still."""
    return (
        select(SurveyAsked)
        .where(
            SurveyAsked.answered_at.is_(None),
            SurveyAsked.reminded_at.is_(None),
            SurveyAsked.asked_at <= at - after,
            SurveyAsked.closes_at > at,
        )
        .options(joinedload(SurveyAsked.bookable))
        .order_by(SurveyAsked.id)
    )


def surveys_to_answer(member: Member, at: datetime) -> Select[SurveyAsked]:
    """What a member was asked, did not answer, and still may."""
    theirs = select(Registration.id).where(Registration.member_id == member.id)
    return (
        select(SurveyAsked)
        .where(
            SurveyAsked.answered_at.is_(None),
            SurveyAsked.closes_at > at,
            or_(SurveyAsked.member_id == member.id, SurveyAsked.registration_id.in_(theirs)),
        )
        .options(joinedload(SurveyAsked.bookable))
        .order_by(SurveyAsked.asked_at, SurveyAsked.id)
    )


def over_of_late(at: datetime) -> list[tuple[Bookable, Subject, datetime]]:
    """The meetings over for less than a season, with the instant when they ended."""
    found = completed_within(at, LOOKS_BACK)
    subjects = subjects_of(found)
    ended = [
        (one, subjects[one.id], bounds(one.slots, one.tz, subjects[one.id])[1]) for one in found
    ]
    return [(one, subject, end) for one, subject, end in ended if end is not None]


def answered(bookable_id: int) -> list[Answered]:
    """Each survey of a meeting."""
    answers: dict[SurveyKind, list[SurveyAnswer]] = {}
    for one in every(select(SurveyAnswer).where(SurveyAnswer.bookable_id == bookable_id)):
        answers.setdefault(one.kind, []).append(one)
    counts = {
        row[0]: row[1]
        for row in db.session.execute(
            select(SurveyAsked.kind, func.count())
            .where(SurveyAsked.bookable_id == bookable_id)
            .group_by(SurveyAsked.kind)
        )
    }
    return [
        Answered(kind, label, counts[kind], len(given := answers.get(kind, [])), told(kind, given))
        for kind, label in SURVEY_LABELS.items()
        if kind in counts
    ]


def outcome_of(bookable_ids: Select[int]) -> Outcome:
    """What meetings came to, computed from attendance and answers, in four statements."""
    slots = every(
        select(Slot).where(Slot.bookable_id.in_(bookable_ids)).options(joinedload(Slot.bookable))
    )
    planned: dict[int, int] = {}
    for slot in slots:
        lasts = minutes_of(slot.starts_local, slot.ends_local, slot.bookable.tz)
        planned[slot.bookable_id] = planned.get(slot.bookable_id, 0) + lasts
    followed = select(
        Registration.bookable_id, func.coalesce(func.sum(Attendance.minutes), 0)
    ).outerjoin(Attendance, Attendance.registration_id == Registration.id)
    came = db.session.execute(
        followed.where(
            Registration.bookable_id.in_(bookable_ids),
            Registration.state == RegistrationState.ATTENDED,
        ).group_by(Registration.id, Registration.bookable_id)
    ).all()
    finished = sum(
        bool(planned.get(one)) and minutes >= ENOUGH * planned[one] for one, minutes in came
    )
    written = db.session.execute(
        select(SurveyAnswer.bookable_id, SurveyAnswer.satisfaction, SurveyAnswer.on).where(
            SurveyAnswer.bookable_id.in_(bookable_ids),
            SurveyAnswer.kind == SurveyKind.HOT,
            SurveyAnswer.satisfaction.is_not(None),
        )
    ).all()
    notes = joined([(row[0], row[1] or 0, row[2]) for row in written])
    followed_in = {one for one, _ in came}
    told_of = [slot for slot in slots if slot.bookable_id in followed_in and len(came) >= FEWEST]
    enough, days = len(notes) >= FEWEST, [on for _, _, on in notes]
    return Outcome(
        trained=len(came) if len(came) >= FEWEST else None,
        finished=Fraction(finished, len(came)) if len(came) >= FEWEST else None,
        satisfaction=weighted((note, planned.get(one, 0)) for one, note, _ in notes)
        if enough
        else None,
        answers=len(notes) if enough else 0,
        first=min(days) if enough else None,
        last=max(days) if enough else None,
        since=min((slot.starts_local.date() for slot in told_of), default=None),
        until=max((slot.ends_local.date() for slot in told_of), default=None),
    )


def trainers_of(bookable: Bookable) -> Sequence[int]:
    """Who gave it, by its half-days."""
    return sorted({slot.trainer_id for slot in bookable.slots if slot.trainer_id})


def some_of(registration_ids: Collection[int]) -> Select[Registration]:
    return (
        select(Registration)
        .where(Registration.id.in_(registration_ids))
        .options(joinedload(Registration.member), joinedload(Registration.requested_by))
        .order_by(Registration.id)
    )
