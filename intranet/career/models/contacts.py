"""Those who do a job and accept a question about it, by their own word."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.competencies.models import JobProfile
from intranet.kit.db import Dated, Model
from intranet.members.models import Member


class AlreadyWritten(Exception):
    """One question to one person about a job: then they write to each other."""


class JobContact(Dated, Model):
    """A member does this job, and agrees to be named to members who look at an opening for it."""

    __tablename__ = "job_contact"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id"), primary_key=True, autoincrement=False
    )
    job_profile_id: Mapped[int] = mapped_column(ForeignKey("job_profile.id"), index=True)

    member: Mapped[Member] = relationship()
    job_profile: Mapped[JobProfile] = relationship()


class JobQuestion(Dated, Model):
    """A question about a job, sent once by letter with the address of whoever asks."""

    __tablename__ = "job_question"
    __table_args__ = (UniqueConstraint("asker_id", "member_id", "job_profile_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    job_profile_id: Mapped[int] = mapped_column(ForeignKey("job_profile.id"))
    question: Mapped[str] = mapped_column(Text)

    asker: Mapped[Member] = relationship(foreign_keys=[asker_id])
    member: Mapped[Member] = relationship(foreign_keys=[member_id])
    job_profile: Mapped[JobProfile] = relationship()
