"""The levels of people before, at the end of, and after runs; and what they tell of a course."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload

from intranet.bookings.models import ASSURED, Registration, RegistrationState
from intranet.competencies import queries as referential
from intranet.competencies.models import LinkRole
from intranet.competencies.queries import Item
from intranet.courses.effect import (
    ASKED_UNTIL,
    LATER,
    SETTLED_AFTER,
    Effect,
    Gain,
    LevelChange,
    effects,
    told,
)
from intranet.courses.models import CompetencyResult, Course, CourseRun
from intranet.kit.db import db, every
from intranet.members.models import Member


def effect_of(course_id: int, at: datetime) -> dict[int, Effect]:
    """What may be told of a course, by competency, from the runs that are settled: one statement."""
    rows = db.session.execute(_SETTLED, {"course": course_id, "until": at - SETTLED_AFTER}).all()
    at_end: dict[int, list[LevelChange]] = {}
    later: dict[int, list[LevelChange]] = {}
    for row in rows:
        if row.level_after is not None:
            at_end.setdefault(row.competency_id, []).append(
                LevelChange(row.bookable_id, row.ends_on, row.level_before, row.level_after)
            )
        if row.level_later is not None and row.ends_at <= at - ASKED_UNTIL:
            later.setdefault(row.competency_id, []).append(
                LevelChange(row.bookable_id, row.ends_on, row.level_before, row.level_later)
            )
    return effects(at_end, later)


_SETTLED = (
    select(
        CompetencyResult.competency_id,
        CompetencyResult.level_before,
        CompetencyResult.level_after,
        CompetencyResult.level_later,
        CourseRun.bookable_id,
        CourseRun.ends_at,
        CourseRun.ends_on,
    )
    .join(Registration, Registration.id == CompetencyResult.registration_id)
    .join(CourseRun, CourseRun.bookable_id == Registration.bookable_id)
    .where(
        CourseRun.course_id == bindparam("course"),
        CourseRun.ends_at <= bindparam("until"),
        CompetencyResult.level_before.is_not(None),
    )
)


def gains_on(competency_id: int, course_ids: Collection[int], at: datetime) -> dict[int, Gain]:
    """What may be told of several courses on one item, at the end of their runs: one statement."""
    rows = db.session.execute(
        select(
            CourseRun.course_id,
            CourseRun.bookable_id,
            CourseRun.ends_on,
            CompetencyResult.level_before,
            CompetencyResult.level_after,
        )
        .join(Registration, Registration.id == CompetencyResult.registration_id)
        .join(CourseRun, CourseRun.bookable_id == Registration.bookable_id)
        .where(
            CourseRun.course_id.in_(course_ids),
            CourseRun.ends_at <= at - SETTLED_AFTER,
            CompetencyResult.competency_id == competency_id,
            CompetencyResult.level_before.is_not(None),
            CompetencyResult.level_after.is_not(None),
        )
    )
    outcomes: dict[int, list[LevelChange]] = {}
    for row in rows:
        outcomes.setdefault(row.course_id, []).append(
            LevelChange(row.bookable_id, row.ends_on, row.level_before, row.level_after)
        )
    gains = {course_id: told(found) for course_id, found in outcomes.items()}
    return {course_id: gain for course_id, gain in gains.items() if gain}


def items_taught(course_id: int) -> list[Item]:
    """What a course teaches, as the edition in force words it, else as its own link’s edition does."""
    links = referential.links_of("course", [course_id], LinkRole.TEACHES)[course_id]
    in_force = referential.in_force()
    found = []
    for link in links:
        known = in_force if link.competency_id in in_force.items else None
        catalogue = known or referential.catalogue_of(link.edition_id)
        found.append(catalogue.items[link.competency_id])
    return found


def editions_of_items(course_id: int) -> dict[int, int]:
    """The edition whose levels are meant, by competency: the one in force, else the course’s own."""
    links = referential.links_of("course", [course_id], LinkRole.TEACHES)[course_id]
    in_force = referential.in_force()
    return {
        link.competency_id: in_force.edition_id
        if link.competency_id in in_force.items
        else link.edition_id
        for link in links
    }


def seat_of(member: Member, run_id: int) -> Select[Registration]:
    """The seat that a member has, or had, at a run."""
    return select(Registration).where(
        Registration.member_id == member.id,
        Registration.bookable_id == run_id,
        Registration.state.in_(ASSURED),
    )


def every_seat(run_id: int) -> Sequence[Registration]:
    """Everybody who had a seat and a name, in the order of registration."""
    return every(
        select(Registration)
        .outerjoin(Registration.member)
        .where(
            Registration.bookable_id == run_id,
            Registration.state.in_(ASSURED),
            (Member.closed_at.is_(None) & Registration.member_id.is_not(None))
            | (Registration.guest_name != ""),
        )
        .options(contains_eager(Registration.member))
        .order_by(Registration.rank)
    )


def to_ask_later(at: datetime) -> Sequence[tuple[Registration, CourseRun]]:
    """Who was there sixty days ago and was assessed, or said where they stood: to be asked again."""
    assessed = select(CompetencyResult.registration_id).where(
        CompetencyResult.level_later.is_(None)
    )
    rows = db.session.execute(
        select(Registration, CourseRun)
        .join(CourseRun, CourseRun.bookable_id == Registration.bookable_id)
        .join(Registration.member)
        .where(
            CourseRun.ends_at <= at - LATER,
            CourseRun.ends_at > at - LATER - ASKED_WITHIN,
            Registration.state == RegistrationState.ATTENDED,
            Member.closed_at.is_(None),
            Registration.id.in_(assessed),
        )
        .options(
            contains_eager(Registration.member),
            joinedload(CourseRun.course).joinedload(Course.provider),
        )
        .order_by(Registration.id)
    )
    return [(row[0], row[1]) for row in rows]


ASKED_WITHIN = LATER / 2  # a timer that slept longer asks nobody about what is long over


def last_assessed(run_id: int) -> CompetencyResult | None:
    """What was established last at a run: who did it, and when."""
    return db.session.scalars(
        select(CompetencyResult)
        .join(Registration, Registration.id == CompetencyResult.registration_id)
        .where(Registration.bookable_id == run_id, CompetencyResult.assessed_at.is_not(None))
        .options(joinedload(CompetencyResult.assessor))
        .order_by(CompetencyResult.assessed_at.desc(), CompetencyResult.id.desc())
        .limit(1)
    ).first()
