"""What the seats are told of a course run: its words, who holds it, which other runs would do."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    false,
    or_,
    select,
    union,
)
from sqlalchemy.orm import contains_eager, joinedload

from intranet.bookings.models import CALLED_OFF, Bookable, Slot, Subject
from intranet.competencies.queries import Catalogue, links_astray
from intranet.courses.models import ONLINE, Course, CourseRun, State
from intranet.courses.queries.courses import where_animated
from intranet.kit.db import UtcDateTime, db
from intranet.members.models import Member, MemberRole, Membership, MembershipState, Role
from intranet.organizations.models import Organization

MOST_TOLD = 10


def described(bookable_ids: Collection[int]) -> Mapping[int, Subject]:
    """Several runs, as the pages and the letters of their seats speak of them."""
    asked = {"bookables": list(bookable_ids)}
    found = db.session.execute(_runs_to_describe(), asked).unique().all()
    own = {run: _own(run, holds=holds) for run, holds, _ in found}
    states = {run: state for run, _, state in found}
    trainers = _trainers({run.course.provider_id for run, theirs in own.items() if not theirs})
    return {
        run.bookable_id: _described(
            run, states[run], theirs or trainers.get(run.course.provider_id, ())
        )
        for run, theirs in own.items()
    }


@cache
def _runs_to_describe() -> Select[CourseRun, bool, State]:
    """Built once: whoever asks for a seat asks it while everybody else waits. With each, whether the
    author of its course still holds it, and the state of its course as it is, not as a page read it.
    """
    return (
        select(CourseRun, _author_holds(), Course.state)
        .join(CourseRun.course)
        .join(Course.provider)
        .where(CourseRun.bookable_id.in_(bindparam("bookables", expanding=True)))
        .options(
            contains_eager(CourseRun.course).options(
                contains_eager(Course.provider),
                joinedload(Course.author),
                joinedload(Course.quality),
            ),
            joinedload(CourseRun.municipality),
            joinedload(CourseRun.region),
        )
    )


def _author_holds() -> ColumnElement[bool]:
    """The author of a course teaches for its provider, or animates: whoever left reads no names."""
    theirs = MemberRole.member_id == Course.author_id
    teaches = exists().where(
        theirs,
        MemberRole.role == Role.TRAINER,
        MemberRole.organization_id == Course.provider_id,
        Membership.member_id == Course.author_id,
        Membership.organization_id == Course.provider_id,
        Membership.state == MembershipState.ADMITTED,
    )
    return or_(teaches, exists().where(theirs, MemberRole.role == Role.ANIMATOR))


def _somebody_teaches() -> ColumnElement[bool]:
    """Of a course, whether its provider still has a trainer."""
    return exists().where(
        MemberRole.organization_id == Course.provider_id,
        MemberRole.role == Role.TRAINER,
        Membership.member_id == MemberRole.member_id,
        Membership.organization_id == Course.provider_id,
        Membership.state == MembershipState.ADMITTED,
    )


def is_shown() -> ColumnElement[bool]:
    """Of a bookable, whether its course is in the catalogue."""
    its_run = and_(CourseRun.bookable_id == Bookable.id, CourseRun.course_id == Course.id)
    return exists().where(its_run, Course.state == ONLINE)


def _described(run: CourseRun, state: State, told: Sequence[Member]) -> Subject:
    course = run.course
    quality = course.quality_on(run.starts_on) if run.starts_on else None
    return Subject(
        bookable_id=run.bookable_id,
        title=course.title,
        address=run.address,
        dates=run.dates,
        place=run.place,
        starts_at=run.starts_at,
        ends_at=run.ends_at,
        organizer=course.provider.name,
        board="courses",
        board_label="Formations",
        organizer_id=course.provider_id,
        region_code=run.region_code,
        told=tuple(member.email for member in told[:MOST_TOLD]),
        quality_until=quality.valid_until if quality else None,
        is_published=state is ONLINE,
        is_shown=state is ONLINE,
        is_withdrawn=state is State.ARCHIVED,
        calendar=f"/formations/sessions/{run.bookable_id}.ics",
        programme=course.content,
        postponed_at=run.bookable.postponed_at,
    )


def _own(run: CourseRun, *, holds: bool) -> Sequence[Member]:
    """Whoever wrote the course while they hold it, if they have an account."""
    author = run.course.author if holds else None
    return [author] if author and author.is_active else []


def trainers_of(provider_id: int) -> Sequence[Member]:
    return _trainers({provider_id}).get(provider_id, ())


def _trainers(provider_ids: Collection[int]) -> Mapping[int, Sequence[Member]]:
    """Who teaches for each provider now."""
    if not provider_ids:
        return {}
    found: dict[int, list[Member]] = {}
    asked = {"providers": list(provider_ids)}
    for provider_id, member in db.session.execute(_who_teach(), asked):
        found.setdefault(provider_id, []).append(member)
    return found


@cache
def _who_teach() -> Select[int, Member]:
    return (
        select(Membership.organization_id, Member)
        .join(Membership.member)
        .join(
            MemberRole,
            and_(
                MemberRole.member_id == Member.id,
                MemberRole.role == Role.TRAINER,
                MemberRole.organization_id == Membership.organization_id,
            ),
        )
        .where(
            Membership.organization_id.in_(bindparam("providers", expanding=True)),
            Membership.state == MembershipState.ADMITTED,
            Member.is_active,
        )
        .order_by(Member.id)
    )


def alike(bookable_id: int, at: datetime) -> Mapping[int, str | None]:
    """The other runs of the same course that are still to come, with their region."""
    asked = {"bookable": bookable_id, "at": at}
    return {row[0]: row[1] for row in db.session.execute(_others_alike(), asked)}


@cache
def _others_alike() -> Select[int, str | None]:
    bookable_id: BindParameter[int] = bindparam("bookable")
    its_course = select(CourseRun.course_id).where(CourseRun.bookable_id == bookable_id)
    return (
        select(CourseRun.bookable_id, CourseRun.region_code)
        .join(CourseRun.bookable)
        .where(
            CourseRun.course_id == its_course.scalar_subquery(),
            CourseRun.bookable_id != bookable_id,
            CourseRun.starts_at > bindparam("at", type_=UtcDateTime()),
            Bookable.lifecycle.not_in(CALLED_OFF),
        )
        .order_by(CourseRun.starts_at, CourseRun.bookable_id)
    )


def starting(after: datetime, before: datetime) -> Select[int]:
    """The runs whose first day begins within a span."""
    return select(CourseRun.bookable_id).where(
        CourseRun.starts_at >= after, CourseRun.starts_at < before
    )


def bookables_of(course_id: int) -> Select[int]:
    """The runs of a course, as the seats know them."""
    return select(CourseRun.bookable_id).where(CourseRun.course_id == course_id)


def bookables_held_by(provider_id: int) -> Select[int]:
    """The runs of all the courses of a provider."""
    query = select(CourseRun.bookable_id).join(CourseRun.course)
    return query.where(Course.provider_id == provider_id)


def run_held(bookable_id: int) -> CourseRun | None:
    """The run of a bookable, with its course and its provider."""
    return db.session.scalars(_with_course().where(CourseRun.bookable_id == bookable_id)).first()


def organized_by(member: Member) -> Select[int]:
    """The runs that a member teaches, or wrote the course of: what awaits them is for « À faire ».

    Where nobody teaches for the provider any more, they are for the animators of its region.
    """
    of_course = select(CourseRun.bookable_id).join(CourseRun.course)
    if not member.is_admitted:
        return of_course.where(false())
    given = of_course.join(Slot, Slot.bookable_id == CourseRun.bookable_id)
    own = [  # each by its own index
        given.where(Slot.trainer_id == member.id, Course.provider_id == member.organization_id)
    ]
    if member.is_trainer:
        own.append(of_course.where(Course.provider_id == member.organization_id))
    if member.is_animator:
        own.append(of_course.where(Course.author_id == member.id))
        left = of_course.join(Course.provider).where(~_somebody_teaches(), ~_author_holds())
        own.append(left.where(*where_animated(member)))
    return of_course.where(CourseRun.bookable_id.in_(union(*own)), Course.state != State.ARCHIVED)


def answered_for(member: Member, among: Select[int]) -> Select[Course]:
    """Those of `mine`; where nobody teaches for the provider, for the animators of its region too."""
    these = select(Course.id).where(Course.id.in_(among), Course.state != State.ARCHIVED)
    own = [these.where(Course.author_id == member.id)]  # each by its own index
    if member.is_trainer:
        own.append(these.where(Course.provider_id == member.organization_id))
    if member.is_animator:
        left = these.join(Course.provider).where(~_somebody_teaches(), ~_author_holds())
        own.append(left.where(*where_animated(member)))
    return select(Course).where(Course.id.in_(union(*own))).order_by(Course.folded, Course.id)


def to_follow(member: Member, in_force: Catalogue) -> Select[Course]:
    """Those that a member answers for, and that speak of items which the referential has not any more."""
    return answered_for(member, links_astray("course", in_force))


def referents(bookable_id: int) -> Sequence[Member]:
    """Who reads what somebody needs: the member whom the course names by address, else its trainers."""
    run = run_held(bookable_id)
    if run is None:
        return ()
    written = run.course.disability_contact.lower().split()
    addresses = [word.strip("<>()[],;:.") for word in written if "@" in word]
    named = select(Member).where(Member.email.in_(addresses), Member.closed_at.is_(None))
    found = db.session.scalars(named.order_by(Member.id)).all() if addresses else []
    return found or trainers_of(run.course.provider_id) or _own(run, holds=_is_held(run.course_id))


def _is_held(course_id: int) -> bool:
    holds = select(Course.id).where(Course.id == course_id, _author_holds())
    return db.session.scalar(holds) is not None


def _with_course() -> Select[CourseRun]:
    return (
        select(CourseRun)
        .join(CourseRun.course)
        .join(Organization, Organization.id == Course.provider_id)
        .options(contains_eager(CourseRun.course).contains_eager(Course.provider))
    )
