"""A plan of the demonstration, so that « Mes plans » has one to read."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select

from intranet.career.actions import plans as actions
from intranet.career.models import Plan
from intranet.career.policy import plans as policy
from intranet.career.queries.plans_drawn import eve_of
from intranet.competencies.models import JobProfile
from intranet.content.people import find
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.openings.models import Opening

WHO = "developpeur"
JOB, POST = (
    "chef-de-projet-territoires-d-industrie",
    "Conseillère ou conseiller entreprises et territoires (F/H)",
)


def load() -> None:
    """Of the developer, towards a job and towards a post, where they never had one."""
    if current_app.config["ENVIRONMENT"] == "production":
        return
    member = find(WHO)
    if member is None:
        return
    had = db.session.scalar(select(Plan.id).where(Plan.member_id == member.id).limit(1))
    if had is not None:
        return
    at = now()
    for job in db.session.scalars(select(JobProfile).filter_by(slug=JOB)):
        actions.begin(member, actions.Aim(job_profile_id=job.id), actions.Frame(), at)
    for opening in db.session.scalars(select(Opening).filter_by(title=POST, is_demo=True).limit(1)):
        if policy.may_plan_towards(opening, at):
            frame = actions.Frame(latest_on=eve_of(opening))
            actions.begin(member, actions.Aim(opening_id=opening.id), frame, at)
