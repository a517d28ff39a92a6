"""A catalogue that a trainer brings: kept between its preview and its use."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.members.models import Member
from intranet.organizations.models import Organization


class CourseFile(Dated, Model):
    """A LHÉO document sent for a provider: read first, then brought once."""

    __tablename__ = "course_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    name: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    applied_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship()
    member: Mapped[Member] = relationship()
