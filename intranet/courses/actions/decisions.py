"""Submitting, publishing, sending back, suspending, withdrawing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from intranet.bookings.actions import who_follows
from intranet.bookings.models import Bookable
from intranet.courses import queries
from intranet.courses.actions.finding import let_be_found
from intranet.courses.actions.history import take_note, tell
from intranet.courses.actions.news import tell_course
from intranet.courses.models import (
    TRANSITIONS,
    Certification,
    ChangedMeanwhile,
    Course,
    Happening,
    NotAwaited,
)
from intranet.courses.queries import held
from intranet.discussions.models import Verb
from intranet.kit import letters, search
from intranet.kit.clock import in_paris
from intranet.kit.conditional import changed_one
from intranet.kit.db import db
from intranet.kit.exports import absolute
from intranet.members.models import Member

HELD_TRUE_FOR = timedelta(days=365)  # what a provider said, before one asks whether it still is


class CertificationEnded(Exception):
    """Nobody may enter this certification any more: the course cannot be published as certifying."""

    def __init__(self, certification: Certification) -> None:
        super().__init__(certification.code)
        self.certification = certification


class StillExpected(Exception):
    """People have, or asked for, a seat of a run that is not over: it is called off first."""


def submit(course: Course, by: Member | None, at: datetime) -> None:
    """Ask an animator to read it. The caller has checked that nothing is missing."""
    refuse_ended_certification(course.is_certifying, course.certification, at)
    move(course, Happening.SUBMITTED, by, at, submitted_at=at)


def publish(course: Course, by: Member | None, at: datetime, *, version: int | None = None) -> None:
    """Put it in the catalogue, by decision of an animator; what they read is what goes online.

    Raises CertificationEnded, NotAwaited, ChangedMeanwhile.
    """
    refuse_ended_certification(course.is_certifying, course.certification, at)
    decide(course, Happening.PUBLISHED, by, at, version=version, published_at=at)
    check_certification(course, at)
    course.review_due_on = in_paris(at).date() + HELD_TRUE_FOR
    let_be_found(course)
    tell("published", course, by, at)
    tell_course(course, Verb.PUBLISHED, course.author, at)


def ask_corrections(
    course: Course, by: Member, at: datetime, reason: str, *, version: int | None = None
) -> None:
    """Send it back to its author, with what to change."""
    decide(course, Happening.CHANGES_REQUESTED, by, at, reason=reason, version=version)
    tell("changes_requested", course, by, at, reason=reason)


def suspend(course: Course, by: Member, at: datetime, reason: str) -> None:
    """Take it out of the catalogue for a time; its runs stay, and whoever registered is told so."""
    hold_runs(course)
    decide(course, Happening.SUSPENDED, by, at, reason=reason)
    search.forget("course", course.id)
    tell("suspended", course, by, at, reason=reason)
    for seat, run in queries.still_registered(at, Course.id == course.id):
        if reader := who_follows(seat):
            letters.write(
                "courses/suspended_registered",
                reader.address,
                key=f"course-{course.id}-suspended-{at.isoformat()}-seat-{reader.key}",
                secret_link=absolute("/moi/inscriptions" if seat.member else reader.path),
                name=reader.name,
                seat=seat,
                run=run,
            )


def reinstate(course: Course, by: Member, at: datetime) -> None:
    """Put a suspended course online again."""
    refuse_ended_certification(course.is_certifying, course.certification, at)
    decide(course, Happening.REINSTATED, by, at)
    let_be_found(course)
    tell("published", course, by, at)


def archive(course: Course, by: Member, at: datetime) -> None:
    """Withdraw it for good: a course is never deleted, what it led to must stay readable.

    Raises NotAwaited, StillExpected.
    """
    hold_runs(course)
    if queries.people_expected(course.id, at):
        raise StillExpected(course.id)
    move(course, Happening.ARCHIVED, by, at)
    search.forget("course", course.id)


def hold_runs(course: Course) -> None:
    """Whoever asks for a seat meanwhile came before, and counts, or reads that the page is down."""
    runs = select(Bookable.id).where(Bookable.id.in_(held.bookables_of(course.id)))
    db.session.execute(runs.order_by(Bookable.id).with_for_update(key_share=True))


def refuse_ended_certification(
    is_certifying: bool, certification: Certification | None, at: datetime
) -> None:
    """Raises CertificationEnded where nobody may enter the certification that a text leads to."""
    if is_certifying and certification and not certification.is_open(in_paris(at).date()):
        raise CertificationEnded(certification)


def check_certification(course: Course, at: datetime) -> None:
    """What an animator put online was read: whoever described it mends it no more by themselves."""
    if course.certification and course.certification.checked_at is None:
        course.certification.checked_at = at


def decide(
    course: Course,
    what: Happening,
    by: Member | None,
    at: datetime,
    *,
    reason: str | None = None,
    version: int | None = None,
    **values: Any,
) -> None:
    """Move it, and keep who decided, when and why."""
    values |= {"decided_by_id": by.id if by else None, "decided_at": at, "reason": reason}
    move(course, what, by, at, note=reason or "", version=version, **values)


def move(
    course: Course,
    what: Happening,
    by: Member | None,
    at: datetime,
    *,
    note: str = "",
    version: int | None = None,
    **values: Any,
) -> None:
    """Change the state by one conditional statement, and write it in the history."""
    db.session.flush()
    departures, arrival = TRANSITIONS[what]
    taken = update(Course).where(Course.id == course.id, Course.state.in_(departures))
    if version is not None:
        taken = taken.where(Course.lock_version == version)
    moved = changed_one(taken.values(state=arrival, lock_version=Course.lock_version + 1, **values))
    db.session.refresh(course)
    if not moved:
        raise (ChangedMeanwhile if course.state in departures else NotAwaited)(course.id)
    take_note(course, by, what, at, note)
