"""The links by which members show their levels, and who opened them."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from intranet.competencies.models import JobProfile as Job
from intranet.competencies.models import ProfileShare, RequirementSet
from intranet.members.models import Member
from intranet.members.queries import hashed


def shares_of(member: Member) -> Select[ProfileShare]:
    """One’s own links, the newest first."""
    return (
        select(ProfileShare)
        .where(ProfileShare.member_id == member.id)
        .options(
            joinedload(ProfileShare.job_profile).lazyload(Job.requirement_set),
            joinedload(ProfileShare.member),
        )
        .order_by(ProfileShare.id.desc())
    )


def share_of_token(token: str) -> Select[ProfileShare]:
    """The link that a token opens, even one that is over; only its hash is known here."""
    return (
        select(ProfileShare)
        .join(ProfileShare.member)
        .where(ProfileShare.token_hash == hashed(token))
        .options(
            contains_eager(ProfileShare.member),
            joinedload(ProfileShare.job_profile)
            .joinedload(Job.requirement_set)
            .lazyload(RequirementSet.requirements),
        )
    )
