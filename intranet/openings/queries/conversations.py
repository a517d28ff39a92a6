"""What a candidate and recruiters wrote to each other, and what is not read yet."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import joinedload

from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings.models import ApplicationMessage, ApplicationState, JobApplication
from intranet.openings.queries.applications import applications_of, on_the_desk_of
from intranet.openings.queries.team import deciding


def messages_on(application_id: int) -> Select[ApplicationMessage]:
    """The thread of an application, the oldest first."""
    return (
        select(ApplicationMessage)
        .where(ApplicationMessage.application_id == application_id)
        .options(joinedload(ApplicationMessage.author))
        .order_by(ApplicationMessage.id)
    )


def unread_on(opening_id: int) -> dict[int, int]:
    """How many messages of each candidate nobody of the desk has read."""
    query = (
        select(ApplicationMessage.application_id, func.count())
        .join(JobApplication, JobApplication.id == ApplicationMessage.application_id)
        .where(JobApplication.opening_id == opening_id, _unread(by_applicant=True))
        .group_by(ApplicationMessage.application_id)
    )
    return dict(iter(db.session.execute(query)))


def unread_of(member: Member) -> dict[int, int]:
    """How many messages of employers this candidate has not read, by application."""
    query = (
        select(ApplicationMessage.application_id, func.count())
        .join(JobApplication, JobApplication.id == ApplicationMessage.application_id)
        .where(JobApplication.applicant_id == member.id, _unread(by_applicant=False))
        .group_by(ApplicationMessage.application_id)
    )
    return dict(iter(db.session.execute(query)))


def writing_to_the_desk_of(member: Member) -> Select[JobApplication]:
    """Applications whose candidate waits to be read by whoever decides there."""
    return on_the_desk_of(member).where(
        deciding(member),
        JobApplication.state != ApplicationState.WITHDRAWN,
        _holds(_unread(by_applicant=True)),
    )


def written_to(member: Member) -> Select[JobApplication]:
    """Applications of this member about which an employer wrote, and that they have not read."""
    return applications_of(member).where(_holds(_unread(by_applicant=False)))


def _holds(unread: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(ApplicationMessage.application_id == JobApplication.id, unread)


def _unread(*, by_applicant: bool) -> ColumnElement[bool]:
    """Written by one side, and not read by the other; the statement joins `JobApplication`."""
    author, applicant = ApplicationMessage.author_id, JobApplication.applicant_id
    mine = author == applicant if by_applicant else author != applicant
    return ApplicationMessage.read_at.is_(None) & mine
