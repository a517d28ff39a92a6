"""Who looks for a session, which runs answer, and what trainers may be told of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from intranet.bookings.models import ACTIVE, CALLED_OFF, Bookable, Registration
from intranet.career.models import RunAnswer, TrainingWish
from intranet.career.queries.counting import is_open
from intranet.competencies import queries as competencies
from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.competencies.queries import Item
from intranet.courses import queries as courses
from intranet.courses.models import ONLINE, Course, CourseRun
from intranet.kit.db import db, every
from intranet.members.models import Member


def wishes_of(member: Member) -> Select[TrainingWish]:
    """What a member looks for, or was answered: the newest first. What was taken back is left out."""
    return (
        select(TrainingWish)
        .where(TrainingWish.member_id == member.id, TrainingWish.withdrawn_at.is_(None))
        .options(
            joinedload(TrainingWish.region),
            joinedload(TrainingWish.run).joinedload(CourseRun.course),
            joinedload(TrainingWish.run).joinedload(CourseRun.bookable),
            joinedload(TrainingWish.run).joinedload(CourseRun.municipality),
        )
        .order_by(TrainingWish.asked_at.desc(), TrainingWish.id.desc())
    )


def wish_of(member: Member, wish_id: int) -> Select[TrainingWish]:
    return select(TrainingWish).where(
        TrainingWish.id == wish_id, TrainingWish.member_id == member.id
    )


def open_wish(member: Member, competency_id: int) -> Select[TrainingWish]:
    """What a member looks for of one item, while nothing answers."""
    return wishes_of(member).where(TrainingWish.competency_id == competency_id, *is_open())


def answered_lately(member: Member, at: datetime, within: timedelta) -> Select[TrainingWish]:
    """What a run answered of late, while one may come to it and has no seat there."""
    seated = select(Registration.bookable_id).where(
        Registration.member_id == member.id, Registration.state.in_(ACTIVE)
    )
    return (
        wishes_of(member)
        .join(TrainingWish.run)
        .join(Bookable, Bookable.id == CourseRun.bookable_id)
        .join(Course, Course.id == CourseRun.course_id)
        .where(
            TrainingWish.answered_at > at - within,
            CourseRun.starts_at > at,
            Bookable.lifecycle.not_in(CALLED_OFF),
            Course.state == ONLINE,
            CourseRun.bookable_id.not_in(seated),
        )
    )


def answers_to_wishes(
    at: datetime, *, only: int | None = None, most: int = 200
) -> list[tuple[TrainingWish, int]]:
    """The open wishes that a run put online since they were made answers, each with the soonest: in
    its region or at a distance, to the level that was asked, while one may still come to it.
    """
    teaches = and_(
        CompetencyLink.subject_type == "course",
        CompetencyLink.role == LinkRole.TEACHES,
        CompetencyLink.competency_id == TrainingWish.competency_id,
        CompetencyLink.level_to >= TrainingWish.level,
    )
    matching = (
        select(
            TrainingWish.id.label("wish_id"),
            CourseRun.bookable_id.label("run_id"),
            func.row_number()
            .over(
                partition_by=TrainingWish.id,
                order_by=(CourseRun.starts_at, CourseRun.bookable_id),
            )
            .label("place"),
        )
        .join(CompetencyLink, teaches)
        .join(Course, Course.id == CompetencyLink.subject_id)
        .join(CourseRun, CourseRun.course_id == Course.id)
        .join(Bookable, Bookable.id == CourseRun.bookable_id)
        .where(
            *is_open(),
            Course.state == ONLINE,
            CourseRun.starts_at > at,
            Bookable.lifecycle.not_in(CALLED_OFF),
            or_(CourseRun.region_code == TrainingWish.region_code, CourseRun.is_remote),
            or_(
                CourseRun.created_at > TrainingWish.asked_at,
                Course.published_at > TrainingWish.asked_at,
            ),
        )
    )
    if only is not None:
        matching = matching.where(CourseRun.bookable_id == only)
    soonest = matching.subquery("matching")
    rows = db.session.execute(
        select(TrainingWish, soonest.c.run_id)
        .join(soonest, soonest.c.wish_id == TrainingWish.id)
        .where(soonest.c.place == 1)
        .options(joinedload(TrainingWish.member), joinedload(TrainingWish.region))
        .order_by(TrainingWish.asked_at, TrainingWish.id)
        .limit(most)
    )
    return [(row[0], row[1]) for row in rows]


def runs_with_course(run_ids: Collection[int]) -> dict[int, CourseRun]:
    """Several runs by their ids, with what a letter says of them."""
    query = _runs().where(CourseRun.bookable_id.in_(run_ids))
    return {run.bookable_id: run for run in every(query)} if run_ids else {}


def answers_to_tell(before: datetime) -> Select[RunAnswer]:
    """The runs of which those who asked know since long enough, and nobody else was told."""
    return (
        select(RunAnswer)
        .where(RunAnswer.told_all_at.is_(None), RunAnswer.told_first_at <= before)
        .options(
            joinedload(RunAnswer.run).joinedload(CourseRun.course),
            joinedload(RunAnswer.run).joinedload(CourseRun.bookable),
            joinedload(RunAnswer.announced_by),
        )
        .order_by(RunAnswer.told_first_at, RunAnswer.run_id)
    )


def answered_by(organization_id: int | None) -> int:
    """How many wishes the runs of a provider answered."""
    query = (
        select(func.count(TrainingWish.id))
        .join(CourseRun, CourseRun.bookable_id == TrainingWish.run_id)
        .join(Course, Course.id == CourseRun.course_id)
        .where(Course.provider_id == organization_id)
    )
    return db.session.scalar(query) or 0


def taught_by(member: Member, item: Item) -> Select[Course]:
    """The courses of a trainer’s organization that raise an item."""
    return courses.mine(member).where(
        Course.id.in_(competencies.subjects_of("course", item.competency_id))
    )


def _runs() -> Select[CourseRun]:
    return (
        select(CourseRun)
        .join(CourseRun.course)
        .options(
            contains_eager(CourseRun.course).joinedload(Course.provider),
            joinedload(CourseRun.bookable),
            joinedload(CourseRun.municipality),
        )
    )
