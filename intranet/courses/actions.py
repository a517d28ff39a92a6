"""What happens to a course: written, submitted, read over, published, revised, given at dates.

A state changes by one conditional statement: whoever comes second is told, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CursorResult, update

from intranet.bookings.models import Bookable, BookableKind, Lifecycle, time_zone_of
from intranet.competencies import actions as competencies
from intranet.competencies import queries as referential
from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.courses import queries
from intranet.courses.models import (
    ChangedMeanwhile,
    Course,
    CourseEvent,
    CourseRun,
    CourseVersion,
    Happening,
    NotAwaited,
    Raised,
    State,
    Syllabus,
    VersionState,
)
from intranet.courses.models.courses import WRITABLE_STATES
from intranet.courses.models.syllabus import COLUMNS
from intranet.kit import letters, search
from intranet.kit.db import db, every
from intranet.kit.markdown import plain
from intranet.kit.texts import fold
from intranet.members.models import Member
from intranet.organizations.models import Organization
from intranet.places.models import Municipality


class CertificationEnded(Exception):
    """Nobody may enter this certification any more: the course cannot be published as certifying."""


@dataclass(frozen=True)
class Dates:
    """What is said of a run."""

    starts_on: date | None
    ends_on: date | None
    municipality: Municipality | None = None
    is_remote: bool = False
    seats: int | None = None
    label: str = ""
    venue: str = ""
    price_cents: int | None = None
    date_note: str | None = None


# ---- writing


def start(
    provider: Organization, author: Member | None, said: Syllabus, at: datetime, **more: Any
) -> Course:
    """A new draft, from its title alone."""
    course = Course(provider=provider, author=author, **more)
    _say(course, said)
    db.session.add(course)
    db.session.flush()
    _join(course, said)
    _note(course, author, Happening.STARTED, at)
    return course


def write(course: Course, said: Syllabus, by: Member, at: datetime, *, version: int) -> None:
    """Change what is said, unless somebody wrote since `version` was read: ChangedMeanwhile."""
    taken = update(Course).where(Course.id == course.id, Course.lock_version == version)
    taken = taken.where(Course.state.in_(WRITABLE_STATES))
    if not _one(taken.values(lock_version=version + 1)):
        raise ChangedMeanwhile(course.id)
    db.session.refresh(course)
    _say(course, said)
    db.session.flush()
    _join(course, said)
    _note(course, by, Happening.WRITTEN, at)
    if course.is_online:
        let_be_found(course)


def syllabus_of(course: Course, links: Iterable[CompetencyLink]) -> Syllabus:
    """What a course says now, its competencies included."""
    by_role: dict[LinkRole, list[Raised]] = {LinkRole.TEACHES: [], LinkRole.PRESUPPOSES: []}
    for link in links:
        before = link.level_from if link.role is LinkRole.TEACHES else None
        by_role[link.role].append(Raised(link.competency_id, link.level_to, before))
    return Syllabus.of(course, by_role[LinkRole.TEACHES], by_role[LinkRole.PRESUPPOSES])


def _say(course: Course, said: Syllabus) -> None:
    for name in COLUMNS:
        setattr(course, name, getattr(said, name))
    course.folded = fold(said.title)


def _join(course: Course, said: Syllabus) -> None:
    joined = [
        competencies.Joined(each.competency_id, each.after, each.before, LinkRole.TEACHES)
        for each in said.teaches
    ]
    joined += [
        competencies.Joined(each.competency_id, each.after, role=LinkRole.PRESUPPOSES)
        for each in said.presupposes
    ]
    competencies.join("course", course.id, referential.in_force().edition_id, joined)


# ---- runs


def add_run(course: Course, dates: Dates, by: Member | None, at: datetime) -> CourseRun:
    """Announce a run; its zone is that of its place."""
    run = CourseRun(bookable=Bookable(kind=BookableKind.COURSE_RUN), course=course)
    _fix(run, dates)
    run.is_demo = course.is_demo
    db.session.add(run)
    db.session.flush()
    _note(course, by, Happening.RUN_ADDED, at, run.dates)
    course.updated_at = at
    if course.is_online:
        let_be_found(course)
    return run


def change_run(run: CourseRun, dates: Dates, by: Member, at: datetime, *, version: int) -> None:
    """Move a run, or say more of it. ChangedMeanwhile where somebody did since it was read."""
    taken = update(Bookable).where(
        Bookable.id == run.bookable_id,
        Bookable.lock_version == version,
        Bookable.lifecycle != Lifecycle.CANCELLED,
    )
    moved = (run.starts_on, run.ends_on) != (dates.starts_on, dates.ends_on)
    values = {"lock_version": version + 1, "ics_sequence": Bookable.ics_sequence + int(moved)}
    if not _one(taken.values(**values)):
        raise ChangedMeanwhile(run.bookable_id)
    db.session.refresh(run.bookable)
    _fix(run, dates)
    run.course.updated_at = at
    _note(run.course, by, Happening.RUN_CHANGED, at, run.dates)
    db.session.flush()


def cancel_run(run: CourseRun, by: Member, at: datetime, reason: str) -> None:
    """Call a run off, once, and say why; it stays on the page as cancelled."""
    taken = update(Bookable).where(
        Bookable.id == run.bookable_id, Bookable.lifecycle != Lifecycle.CANCELLED
    )
    if not _one(
        taken.values(
            lifecycle=Lifecycle.CANCELLED,
            cancelled_at=at,
            cancelled_by_id=by.id,
            cancel_reason=reason,
            ics_sequence=Bookable.ics_sequence + 1,
            lock_version=Bookable.lock_version + 1,
        )
    ):
        raise NotAwaited(run.bookable_id)
    db.session.refresh(run.bookable)
    _note(run.course, by, Happening.RUN_CANCELLED, at, f"{run.dates} : {reason}")


def _fix(run: CourseRun, dates: Dates) -> None:
    place = None if dates.is_remote else dates.municipality
    run.municipality, run.is_remote = place, dates.is_remote
    run.region_code = place.region_code if place else None
    run.label, run.venue, run.price_cents = dates.label, dates.venue, dates.price_cents
    run.date_note = dates.date_note
    run.bookable.capacity = dates.seats
    run.bookable.tz = time_zone_of(run.region_code)
    run.take_place(dates.starts_on, dates.ends_on)


# ---- reading over, publishing


def submit(course: Course, by: Member, at: datetime) -> None:
    """Ask an animator to read it. The caller has checked that nothing is missing."""
    _refuse_ended_certification(course, at)
    _move(
        course,
        {State.DRAFT, State.CHANGES_REQUESTED},
        State.SUBMITTED,
        Happening.SUBMITTED,
        by,
        at,
        submitted_at=at,
    )


def publish(course: Course, by: Member | None, at: datetime, *, version: int | None = None) -> None:
    """Put it in the catalogue, by decision of an animator; what they read is what goes online.

    Raises CertificationEnded, NotAwaited, ChangedMeanwhile.
    """
    _refuse_ended_certification(course, at)
    decided = {"decided_by_id": by.id if by else None, "decided_at": at, "reason": None}
    _move(
        course,
        {State.SUBMITTED},
        State.PUBLISHED,
        Happening.PUBLISHED,
        by,
        at,
        version=version,
        published_at=at,
        **decided,
    )
    if course.certification and course.certification.checked_at is None:
        course.certification.checked_at = at
    let_be_found(course)
    _tell("published", course, by, course.decided_at)


def ask_corrections(
    course: Course, by: Member, at: datetime, reason: str, *, version: int | None = None
) -> None:
    """Send it back to its author, with what to change."""
    _move(
        course,
        {State.SUBMITTED},
        State.CHANGES_REQUESTED,
        Happening.CHANGES_REQUESTED,
        by,
        at,
        note=reason,
        version=version,
        decided_by_id=by.id,
        decided_at=at,
        reason=reason,
    )
    _tell("changes_requested", course, by, at, reason=reason)


def suspend(course: Course, by: Member, at: datetime, reason: str) -> None:
    """Take it out of the catalogue for a time; its runs stay."""
    _move(
        course,
        {State.PUBLISHED},
        State.SUSPENDED,
        Happening.SUSPENDED,
        by,
        at,
        note=reason,
        decided_by_id=by.id,
        decided_at=at,
        reason=reason,
    )
    search.forget("course", course.id)
    _tell("suspended", course, by, at, reason=reason)


def reinstate(course: Course, by: Member, at: datetime) -> None:
    """Put a suspended course online again."""
    _refuse_ended_certification(course, at)
    _move(
        course,
        {State.SUSPENDED},
        State.PUBLISHED,
        Happening.REINSTATED,
        by,
        at,
        decided_by_id=by.id,
        decided_at=at,
        reason=None,
    )
    let_be_found(course)
    _tell("published", course, by, at)


def archive(course: Course, by: Member, at: datetime) -> None:
    """Withdraw it for good: a course is never deleted, what it led to must stay readable."""
    _move(course, set(State) - {State.ARCHIVED}, State.ARCHIVED, Happening.ARCHIVED, by, at)
    search.forget("course", course.id)


# ---- revisions of what is online


def propose(
    course: Course, said: Syllabus, by: Member, at: datetime, *, version: int
) -> CourseVersion:
    """Keep another text for a course that is online; the page does not change until it is read.

    A revision that waits already is replaced. Raises ChangedMeanwhile.
    """
    taken = update(Course).where(
        Course.id == course.id, Course.lock_version == version, Course.state == State.PUBLISHED
    )
    if not _one(taken.values(lock_version=version + 1)):
        raise ChangedMeanwhile(course.id)
    db.session.refresh(course)
    waiting = db.session.scalars(queries.pending_version(course.id)).one_or_none()
    found = waiting or CourseVersion(course=course)
    if said.certification:
        db.session.add(said.certification)
        db.session.flush()
    found.content, found.submitted_by, found.submitted_at = said.kept(), by, at
    db.session.add(found)
    db.session.flush()
    _note(course, by, Happening.REVISION_PROPOSED, at)
    return found


def accept(version: CourseVersion, said: Syllabus, by: Member, at: datetime) -> None:
    """Put a revision online. Raises NotAwaited, CertificationEnded."""
    course = version.course
    if said.is_certifying and said.certification and not said.certification.is_open(at.date()):
        raise CertificationEnded(course.id)
    _decide(version, VersionState.ACCEPTED, by, at)
    _say(course, said)
    course.lock_version += 1
    db.session.flush()
    _join(course, said)
    _note(course, by, Happening.REVISION_ACCEPTED, at)
    let_be_found(course)
    _tell("revision_accepted", course, by, at, to=version.submitted_by)


def refuse(version: CourseVersion, by: Member, at: datetime, reason: str) -> None:
    """Leave the page as it is, and say why."""
    _decide(version, VersionState.REFUSED, by, at, reason)
    _note(version.course, by, Happening.REVISION_REFUSED, at, reason)
    _tell("revision_refused", version.course, by, at, to=version.submitted_by, reason=reason)


def read_version(version: CourseVersion) -> Syllabus:
    """The text that a revision holds, as a syllabus."""
    from intranet.courses.models import Certification

    certification_id = version.content.get("certification_id")
    certification = db.session.get(Certification, certification_id) if certification_id else None
    return Syllabus.read(version.content, certification)


# ---- the search over everything


def let_be_found(course: Course, runs: Sequence[CourseRun] | None = None) -> None:
    """By its words, its provider, its certification, its competencies and its places."""
    links = referential.links_of("course", [course.id], LinkRole.TEACHES)[course.id]
    items = referential.in_force().items
    raised = [items[link.competency_id] for link in links if link.competency_id in items]
    runs = runs if runs is not None else queries.runs_of([course.id])[course.id]
    certification = course.certification
    search.index(
        "course",
        course.id,
        title=course.title,
        address=course.address,
        summary=plain(course.objectives),
        words=[
            course.provider.name,
            course.provider.acronym or "",
            plain(course.content, 3000),
            course.audience,
            f"{certification.code} {certification.label} {certification.title}"
            if certification
            else "",
            *(f"{item.code} {item.title}" for item in raised),
            *(run.place_and_region for run in runs),
        ],
    )


def index_again() -> int:
    """Index every published course anew; how many."""
    from sqlalchemy import select

    courses = every(select(Course).where(Course.state == State.PUBLISHED))
    for course in courses:
        let_be_found(course)
    return len(courses)


# ---- what they have in common


def _move(
    course: Course,
    departures: set[State],
    to: State,
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
    taken = update(Course).where(Course.id == course.id, Course.state.in_(departures))
    if version is not None:
        taken = taken.where(Course.lock_version == version)
    changed = _one(taken.values(state=to, lock_version=Course.lock_version + 1, **values))
    db.session.refresh(course)
    if not changed:
        raise (ChangedMeanwhile if course.state in departures else NotAwaited)(course.id)
    _note(course, by, what, at, note)


def _decide(
    version: CourseVersion, state: VersionState, by: Member, at: datetime, reason: str | None = None
) -> None:
    taken = update(CourseVersion).where(
        CourseVersion.id == version.id, CourseVersion.state == VersionState.PENDING
    )
    if not _one(taken.values(state=state, decided_by_id=by.id, decided_at=at, reason=reason)):
        raise NotAwaited(version.course_id)
    db.session.refresh(version)


def _one(statement: Any) -> bool:
    """Whether the conditional statement changed its one row."""
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return isinstance(result, CursorResult) and result.rowcount == 1


def _note(
    course: Course, actor: Member | None, what: Happening, at: datetime, note: str = ""
) -> None:
    db.session.add(
        CourseEvent(
            course_id=course.id, actor_id=actor.id if actor else None, what=what, at=at, note=note
        )
    )


def _refuse_ended_certification(course: Course, at: datetime) -> None:
    if course.is_certifying and course.certification:
        from intranet.kit.clock import in_paris

        if not course.certification.is_open(in_paris(at).date()):
            raise CertificationEnded(course.id)


def _tell(
    news: str,
    course: Course,
    by: Member | None,
    at: datetime | None,
    *,
    to: Member | None = None,
    **context: Any,
) -> None:
    """Write to the author (or to whoever proposed the revision); what has no author has no reader."""
    reader = to or course.author
    if reader and reader.is_active and at:
        letters.write(
            f"courses/{news}",
            reader.email,
            key=f"course-{course.id}-{news}-{at.isoformat()}",
            course=course,
            member=reader,
            animator=by,
            **context,
        )
