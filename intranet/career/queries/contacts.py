"""Who does a job and accepts a question about it: by their own word, and never for themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select

from intranet.career.models import JobContact, JobQuestion
from intranet.career.queries.passing_on import NEARNESS_LABELS, at_work, nearness
from intranet.competencies.models import JobProfile
from intranet.kit.db import again, db
from intranet.members.models import Member, Membership
from intranet.organizations.models import Organization
from intranet.places.models import Municipality

MOST = 50  # shown, near first: nobody reads more


@dataclass(frozen=True)
class Contact:
    """Somebody who does this job, as they agreed to be shown."""

    member_id: int
    name: str
    job_title: str
    organization: str
    organization_slug: str
    nearness: int
    has_been_asked: bool  # by this reader

    @property
    def where(self) -> str:
        return NEARNESS_LABELS[self.nearness]


def contacts_of(job_profile_id: int, reader: Member) -> list[Contact]:
    """Those whom this member may write to, near first."""
    query = _contacts(job_profile_id, reader).limit(MOST)
    return [_contact(row) for row in db.session.execute(query)]


def contact_numbered(member_id: int, job_profile_id: int, reader: Member) -> Contact | None:
    query = _contacts(job_profile_id, reader).where(Member.id == member_id)
    row = db.session.execute(query).first()
    return _contact(row) if row else None


def _contacts(job_profile_id: int, reader: Member) -> Select[Any]:
    seat = again(Municipality, "seat")
    near = nearness(seat, reader.organization_id or 0)
    asked = (
        select(func.count())
        .where(
            JobQuestion.asker_id == reader.id,
            JobQuestion.member_id == Member.id,
            JobQuestion.job_profile_id == job_profile_id,
        )
        .scalar_subquery()
    )
    return (
        select(
            Member.id,
            Member.name,
            Membership.job_title,
            Organization.name.label("organization"),
            Organization.slug,
            near.label("near"),
            asked.label("asked"),
        )
        .join(JobContact, JobContact.member_id == Member.id)
        .join(Membership, at_work())
        .join(Organization, Organization.id == Membership.organization_id)
        .outerjoin(seat, seat.code == Organization.municipality_code)
        .where(
            JobContact.job_profile_id == job_profile_id,
            Member.id != reader.id,
            Member.is_demo.is_(reader.is_demo),
            Member.is_active,
        )
        .order_by(near, Member.folded, Member.id)
    )


def _contact(row: Row[Any]) -> Contact:
    return Contact(
        row.id, row.name, row.job_title, row.organization, row.slug, row.near, bool(row.asked)
    )


def job_of(member: Member) -> JobProfile | None:
    """The job about which a member accepts a question."""
    query = select(JobProfile).join(JobContact, JobContact.job_profile_id == JobProfile.id)
    return db.session.scalars(query.where(JobContact.member_id == member.id)).one_or_none()
