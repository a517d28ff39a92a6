"""The links by which members show their levels, and who opened them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from intranet.competencies.models import JobProfile as Job
from intranet.competencies.models import ProfileShare, RequirementSet, ShareVisit
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.members.queries import hashed

LATEST = 200  # visits told one by one; the rest is a count


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


def visits_of(share_ids: Collection[int]) -> dict[int, tuple[int, list[ShareVisit]]]:
    """How often each link was opened, and its latest visits with who came, in two statements."""
    of_these = ShareVisit.share_id.in_(share_ids)
    grouped = select(ShareVisit.share_id, func.count()).where(of_these)
    counts = dict(db.session.execute(grouped.group_by(ShareVisit.share_id)).all())
    latest = (
        select(ShareVisit)
        .where(of_these)
        .options(joinedload(ShareVisit.member))
        .order_by(ShareVisit.at.desc(), ShareVisit.id.desc())
        .limit(LATEST)
    )
    found: dict[int, tuple[int, list[ShareVisit]]] = {
        share_id: (counts.get(share_id, 0), []) for share_id in share_ids
    }
    for visit in db.session.scalars(latest):
        found[visit.share_id][1].append(visit)
    return found
