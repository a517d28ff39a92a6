"""Accepting a question about one's job, and asking one: a letter that says who asks, and how to answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from intranet.career.models import AlreadyWritten, JobContact, JobQuestion
from intranet.competencies.models import JobProfile
from intranet.kit import letters
from intranet.kit.db import db
from intranet.members.models import Member


def accept_questions(member: Member, profile: JobProfile | None) -> None:
    """About this job from now on; None: about none."""
    db.session.execute(delete(JobContact).where(JobContact.member_id == member.id))
    if profile:
        try:
            with db.session.begin_nested():
                db.session.add(JobContact(member_id=member.id, job_profile_id=profile.id))
        except IntegrityError:
            pass  # said in two tabs at once: one of the two holds


def ask(
    contact_id: int, asker: Member, profile: JobProfile, question: str, at: datetime
) -> JobQuestion:
    """Write to whoever does the job, once. Raises AlreadyWritten."""
    asked = JobQuestion(
        asker_id=asker.id,
        member_id=contact_id,
        job_profile_id=profile.id,
        question=question,
        created_at=at,
    )
    db.session.add(asked)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise AlreadyWritten(contact_id) from error
    letters.write(
        "career/job_question",
        asked.member.email,
        key=f"job-question-{asked.id}-asked",
        name=asked.member.name,
        asked=asked,
        asker=asker,
        profile=profile,
    )
    return asked
