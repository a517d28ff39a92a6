"""What tests of plans begin with: a member, a job that asks for three items, courses that lead there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from intranet.career.actions import plans as actions
from intranet.career.actions import plans_sharing
from intranet.career.models import Plan, PlanShare
from intranet.career.queries.plans import plan_share_of_token
from intranet.career.queries.plans_drawn import Drawn, draw
from intranet.competencies.actions import Asked, require
from intranet.competencies.models import JobProfile, Owner
from intranet.competencies.queries import in_force
from intranet.courses.models import Course, CourseRun
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings.models import Opening
from tests.courses.factories import CourseFactory, a_run


def item(code: str) -> int:
    return in_force().by_code[code].competency_id


def a_job(slug: str = "developpeur", **levels: int) -> JobProfile:
    """A job of the small edition: `a_job(D1_1=3)`; by default D1.1 at 3, D1.2 at 2, D2.1 at 1."""
    wanted = levels or {"D1_1": 3, "D1_2": 2, "D2_1": 1}
    asked = [Asked(item(code.replace("_", ".")), level) for code, level in wanted.items()]
    made = require(Owner.JOB_PROFILE, in_force().edition_id, asked)
    job = JobProfile(slug=slug, title="Développeuse ou développeur", requirement_set=made)
    db.session.add(job)
    db.session.commit()
    return job


def a_plan(member: Member, aim: JobProfile | Opening, frame: actions.Frame | None = None) -> Plan:
    """Drawn and agreed to now."""
    towards = (
        actions.Aim(opening_id=aim.id)
        if isinstance(aim, Opening)
        else actions.Aim(job_profile_id=aim.id)
    )
    made = actions.begin(member, towards, frame or actions.Frame(), now())
    db.session.commit()
    return made


def a_plan_share(plan: Plan, **shown: bool) -> tuple[PlanShare, str]:
    """A link to it, for a month; and its token."""
    token = plans_sharing.share_plan(
        plan, "Mon responsable", 30, plans_sharing.Shown(**shown), now()
    )
    db.session.commit()
    return db.session.scalars(plan_share_of_token(token)).one(), token


def a_course(raises: dict[str, tuple[int, int]], *days: int, **more: Any) -> Course:
    """A course of two days, with a run so many days from today for each of `days`."""
    course: Course = CourseFactory(raises=raises, **({"hours": 14} | more))
    for when in days:
        a_run(course, days=when)
    return course


def runs_of(course: Course) -> list[CourseRun]:
    query = select(CourseRun).where(CourseRun.course_id == course.id)
    return list(db.session.scalars(query.order_by(CourseRun.starts_at)))


def drawn(plan: Plan, member: Member) -> Drawn:
    db.session.expire_all()
    return draw(plan, member, now())


def courses_in(found: Drawn) -> list[int]:
    return [line.seat.course.id for line in found.lines]


def the_doors_of_plans(member: Member, course: Course) -> dict[str, dict[str, Any]]:
    """A plan of this member towards the only job, with a course and a link: what its addresses hold."""
    plan = a_plan(member, db.session.query(JobProfile).one())
    share, token = a_plan_share(plan)
    return {
        "plan": {"plan_id": plan.id},
        "course of a plan": {
            "plan_id": plan.id,
            "course_id": course.id,
            "run": runs_of(course)[0].id,
        },
        "plan share": {"share_id": share.id},
        "shared plan": {"token": token},
    }
