"""What the timer does so that the catalogue stays true: what ended is told, what is old is asked again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from intranet.bookings.actions import who_follows
from intranet.bookings.models import PARIS, last_instant
from intranet.courses import queries
from intranet.courses.actions.decisions import HELD_TRUE_FOR
from intranet.courses.actions.history import readers_of, take_note
from intranet.courses.models import ONLINE, Course, Happening, NotAwaited
from intranet.courses.queries import held
from intranet.kit import letters, links
from intranet.kit.clock import in_paris
from intranet.kit.conditional import changed_one
from intranet.kit.db import db, every
from intranet.kit.exports import absolute
from intranet.members.models import Member

CONFIRMING = "course confirmation"  # the purpose of the link of the yearly letter
# How long before an end its provider hears of it, the nearest first: one letter each.
AHEAD = (90, 180)


def keep_promises(at: datetime) -> int:
    """Everything of this room that is due; how many letters were written. For `tick`."""
    on = in_paris(at).date()
    told = tell_ended(at, on) + warn_before_ends(on) + ask_to_confirm(on)
    return told + ask_for_trainers(at)


def tell_ended(at: datetime, on: date) -> int:
    """A quality certificate is over: whoever is registered is told once, and the provider too."""
    told = 0
    for ended in queries.ended_certificates(on):
        provider = ended.organization
        for reader in held.trainers_of(provider.id):
            told += letters.write(
                "courses/quality_ended_trainer",
                reader.email,
                key=f"quality-{ended.id}-ended-{reader.id}",
                member=reader,
                certificate=ended,
            )
        seats = queries.still_registered(at, Course.provider_id == provider.id)
        for seat, run in seats:
            follower = who_follows(seat)
            if follower and seat.created_at < last_instant(ended.valid_until, PARIS):
                told += letters.write(
                    "courses/quality_ended",
                    follower.address,
                    key=f"quality-{ended.id}-seat-{follower.key}",
                    name=follower.name,
                    seat=seat,
                    certificate=ended,
                    run=run,
                )
    return told


def warn_before_ends(on: date) -> int:
    """Half a year and three months before: the provider renews, or says that the course changes."""
    told = 0
    for found in every(queries.ending_certificates(on, max(AHEAD))):
        days = notice(found.valid_until, on)
        for reader in held.trainers_of(found.organization_id):
            told += letters.write(
                "courses/quality_ending",
                reader.email,
                key=f"quality-{found.id}-{days}-{reader.id}",
                member=reader,
                certificate=found,
            )
    for course in queries.ending_certifications(on, max(AHEAD)):
        end = course.certification.registration_end if course.certification else None
        if end is None:
            continue
        for reader in readers_of(course, course.author):
            told += letters.write(
                "courses/certification_ending",
                reader.email,
                key=f"course-{course.id}-certification-{end}-{notice(end, on)}-{reader.id}",
                member=reader,
                course=course,
                certification=course.certification,
            )
    return told


def notice(end: date, on: date) -> int:
    """Which of the letters is due: the nearest one that is not passed."""
    return next(days for days in AHEAD if (end - on).days <= days)


def ask_to_confirm(on: date) -> int:
    """Once a year: is all of it still true? One letter a course, answered by a link."""
    told = 0
    for course in queries.due_for_review(on):
        due = course.review_due_on
        if due is None:
            continue
        word = links.signed(CONFIRMING, course.id, due.isoformat())
        for reader in readers_of(course, course.author):
            told += letters.write(
                "courses/confirm",
                reader.email,
                key=f"course-{course.id}-confirm-{due}-{reader.id}",
                secret_link=absolute(f"/formations/confirmation/{word}"),
                member=reader,
                course=course,
                held_for=HELD_TRUE_FOR,
            )
    return told


def confirm(course: Course, by: Member | None, at: datetime, *, due: date | None) -> None:
    """Its provider says that all of it is true today. Raises NotAwaited where that was said since."""
    on = in_paris(at).date()
    taken = update(Course).where(Course.id == course.id, Course.state == ONLINE)
    same: Any = Course.review_due_on.is_(None) if due is None else Course.review_due_on == due
    if not changed_one(taken.where(same).values(confirmed_on=on, review_due_on=on + HELD_TRUE_FOR)):
        raise NotAwaited(course.id)
    db.session.refresh(course)
    take_note(course, by, Happening.CONFIRMED, at)


def ask_for_trainers(at: datetime) -> int:
    """Who was to give half-days works there no more: whoever holds the run reads it once."""
    left = queries.half_days_left(at)
    subjects = held.described({one.bookable_id for one in left}) if left else {}
    told = 0
    for one in left:
        subject, due_on = subjects[one.bookable_id], one.starts_on - queries.GIVEN_AGAIN_BEFORE
        for address in subject.told:
            told += letters.write(
                "courses/trainer_left",
                address,
                key=f"run-{one.bookable_id}-left-by-{one.trainer_id}-{address}",
                subject=subject,
                half_days=one.half_days,
                due_on=due_on if due_on > in_paris(at).date() else None,
            )
    return told
