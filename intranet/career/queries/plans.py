"""The plans of a member, and the links by which they are shown."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from intranet.career.models import Plan, PlanShare, PlanStep
from intranet.competencies.models import JobProfile
from intranet.courses.models import Course
from intranet.members.models import Member
from intranet.members.queries import hashed
from intranet.openings.models import Opening


def plans_of(member: Member) -> Select[Plan]:
    """One’s own, the newest first; those that were deleted are not there."""
    return _whole().where(Plan.member_id == member.id, Plan.deleted_at.is_(None))


def deleted_plans_of(member: Member) -> Select[Plan]:
    """Those that may still be taken back, the last deleted first."""
    return (
        _whole()
        .where(Plan.member_id == member.id, Plan.deleted_at.is_not(None))
        .order_by(None)
        .order_by(Plan.deleted_at.desc())
    )


def plan_towards(
    member: Member, *, job_profile_id: int | None = None, opening_id: int | None = None
) -> Select[Plan]:
    """The one that a member has towards a job or an opening."""
    return plans_of(member).where(
        Plan.job_profile_id.is_not_distinct_from(job_profile_id),
        Plan.opening_id.is_not_distinct_from(opening_id),
    )


def plan_shown_for(opening_id: int, member_id: int) -> Select[Plan]:
    """What a member shows the recruiters of an opening, if they do."""
    return _whole().where(
        Plan.opening_id == opening_id,
        Plan.member_id == member_id,
        Plan.shown_at.is_not(None),
        Plan.deleted_at.is_(None),
    )


def plans_deleted_before(at: datetime) -> Select[int]:
    """What nobody will take back any more."""
    return select(Plan.id).where(Plan.deleted_at < at)


def every_plan_share() -> Select[PlanShare]:
    """The newest first, each with its plan and whose that is."""
    return (
        select(PlanShare)
        .join(PlanShare.plan)
        .join(Plan.member)
        .options(contains_eager(PlanShare.plan).contains_eager(Plan.member))
        .order_by(PlanShare.id.desc())
    )


def plan_shares_of(plan_ids: Collection[int]) -> Select[PlanShare]:
    """The links of some plans."""
    return every_plan_share().where(PlanShare.plan_id.in_(plan_ids))


def plan_share_of_token(token: str) -> Select[PlanShare]:
    """The link that a token opens, even one that is over; only its hash is known here."""
    return (
        select(PlanShare)
        .where(PlanShare.token_hash == hashed(token))
        .options(joinedload(PlanShare.plan).options(*_READ, joinedload(Plan.member)))
    )


_READ = (
    joinedload(Plan.opening).joinedload(Opening.requirement_set),
    joinedload(Plan.job_profile).joinedload(JobProfile.requirement_set),
    selectinload(Plan.steps).joinedload(PlanStep.course).load_only(Course.title, Course.state),
)


def _whole() -> Select[Plan]:
    return select(Plan).options(*_READ).order_by(Plan.created_at.desc(), Plan.id.desc())
